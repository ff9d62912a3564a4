import { z } from 'zod'
import { instant, uuid } from '../page.ts'
import { externalKinds } from '../sources.ts'
import { defineRoutes } from './route.ts'

const link = z.object({
  sourceId: uuid,
  kind: z.enum(externalKinds),
  name: z.string(),
  externalId: z.string().nullable(),
  state: z.enum(['linked', 'released', 'gone']),
  firstSeenAt: instant,
  lastSeenAt: instant,
  /** What the source sent last, as it came: the Advance section shows it (R10). */
  raw: z.record(z.string(), z.unknown()),
})

/** For one field: the value, who owns it, what every source says. owner null: the console. */
const provenance = z.object({
  field: z.string(),
  value: z.string().nullable(),
  owner: z.object({ sourceId: uuid, kind: z.enum(externalKinds), name: z.string(), writtenAt: instant }).nullable(),
  said: z.array(
    z.object({ sourceId: uuid, name: z.string(), kind: z.enum(externalKinds), value: z.string().nullable() }),
  ),
})

export const userLinksSchema = z.object({ links: z.array(link), fields: z.array(provenance) })
export type UserLinks = z.infer<typeof userLinksSchema>

export const userLinkRoutes = defineRoutes({
  getUserLinks: {
    method: 'GET',
    path: '/api/accounts/:accountId/users/:userId/links',
    auth: 'session',
    tag: 'Users',
    summary: 'External sources of a user: raw data, and where each field comes from',
    answers: { 200: userLinksSchema },
  },
})
