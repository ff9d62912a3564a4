import { z } from 'zod'
import { instant, pageOf, pageQuery, uuid } from '../page.ts'
import { defineRoutes } from './route.ts'

const tag = 'Groups'
const groups = '/api/accounts/:accountId/groups'

export const groupSchema = z.object({
  id: uuid,
  displayName: z.string(),
  sourceId: uuid,
  sourceName: z.string(),
  members: z.number().int(),
  /** Members of this group get this product. */
  product: z.string().nullable(),
  /** Too few seats for all members: nobody of those who wait was licensed. */
  shortage: z.object({ needed: z.number().int(), available: z.number().int() }).nullable(),
  createdAt: instant,
  modifiedAt: instant,
})
export type Group = z.infer<typeof groupSchema>

const memberSchema = z.object({
  id: uuid,
  kind: z.enum(['user', 'group']),
  displayName: z.string(),
  email: z.string().nullable(),
})
export type GroupMember = z.infer<typeof memberSchema>

export const updateGroupBody = z.strictObject({
  /** null: no product. */
  product: z.string().max(80).nullable(),
})

export const groupRoutes = defineRoutes({
  listGroups: {
    method: 'GET',
    path: groups,
    auth: 'session',
    tag,
    summary: 'Groups that directories keep',
    query: z.strictObject({ ...pageQuery, search: z.string().max(200).optional() }),
    answers: { 200: pageOf(groupSchema) },
  },
  getGroup: {
    method: 'GET',
    path: `${groups}/:groupId`,
    auth: 'session',
    tag,
    summary: 'One group',
    answers: { 200: groupSchema },
  },
  listGroupMembers: {
    method: 'GET',
    path: `${groups}/:groupId/members`,
    auth: 'session',
    tag,
    summary: 'Members of a group',
    query: z.strictObject(pageQuery),
    answers: { 200: pageOf(memberSchema) },
  },
  updateGroup: {
    method: 'PATCH',
    path: `${groups}/:groupId`,
    auth: 'session',
    tag,
    summary: 'Choose the product that members get, and try again when seats were missing',
    body: updateGroupBody,
    answers: { 200: groupSchema },
  },
})
