import { z } from 'zod'
import { instant, uuid } from '../page.ts'
import { externalKinds, mappingChoices, matchPolicies, usualMapping } from '../sources.ts'
import { actorShown } from '../users.ts'
import { defineRoutes } from './route.ts'

const tag = 'Sources'
const sources = '/api/accounts/:accountId/sources'
const one = `${sources}/:sourceId`

const name = z
  .string()
  .trim()
  .min(1, { error: () => ({ message: 'required' }) })
  .max(100)

/** What an admin decides of a source: sources.md, scim.md §3. */
const settings = {
  /** What becomes of a user of the directory who looks like one that is here already. */
  policy: z.enum(matchPolicies),
  /** Whether new users are sent a welcome email at once. */
  sendWelcomeEmail: z.boolean(),
  /** Whether the directory may make Account Admins. */
  mayGrantAdmin: z.boolean(),
  /** Whether a POST of somebody whom the directory made inactive, with the same externalId, makes them active again. */
  reactivateOnPost: z.boolean(),
}

const mapping = z.strictObject({
  email: z.enum(mappingChoices.email),
  mobile: z.enum(mappingChoices.mobile),
  extension: z.enum(mappingChoices.extension),
})

const token = z.object({ id: uuid, createdAt: instant, lastUsedAt: instant.nullable() })

export const sourceSchema = z.object({
  id: uuid,
  kind: z.enum(externalKinds),
  name: z.string(),
  state: z.enum(['active', 'paused']),
  ...settings,
  /** From where in the directory’s documents these fields are taken. */
  mapping,
  /** Whether the account’s integration lets it in. */
  integrationOn: z.boolean(),
  createdAt: instant,
  lastSyncAt: instant.nullable(),
  /** Users linked now, those of them who have not registered yet, and groups. */
  users: z.number().int(),
  waiting: z.number().int(),
  groups: z.number().int(),
  openConflicts: z.number().int(),
  tokens: z.array(token),
  /** Where the directory sends to; null for kinds without an address of their own. */
  baseUrl: z.string().nullable(),
})
export type Source = z.infer<typeof sourceSchema>

export const createSourceBody = z.strictObject({
  kind: z.enum(externalKinds),
  name,
  policy: settings.policy.default('claim'),
  sendWelcomeEmail: settings.sendWelcomeEmail.default(false),
  mayGrantAdmin: settings.mayGrantAdmin.default(false),
  reactivateOnPost: settings.reactivateOnPost.default(false),
  mapping: mapping.default(usualMapping),
})

export const updateSourceBody = z.strictObject({
  name: name.optional(),
  policy: settings.policy.optional(),
  sendWelcomeEmail: settings.sendWelcomeEmail.optional(),
  mayGrantAdmin: settings.mayGrantAdmin.optional(),
  reactivateOnPost: settings.reactivateOnPost.optional(),
  /** Acts on each user with the next thing that the directory says of them. */
  mapping: mapping.optional(),
  state: z.enum(['active', 'paused']).optional(),
})

const request = z.object({
  id: uuid,
  at: instant,
  method: z.string(),
  path: z.string(),
  status: z.number().int(),
  detail: z.string().nullable(),
  ms: z.number().int(),
  /** What was sent, without secrets and personal data. */
  body: z.unknown().nullable(),
})
export type ProvisioningRequest = z.infer<typeof request>

/** The last hour of a source. */
const activity = z.object({
  requests: z.number().int(),
  refused: z.number().int(),
  failed: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  removed: z.number().int(),
  /** The directory tried to take the last Account Admin, within a day. */
  lastAdminSpared: z.boolean(),
})

const person = z.object({
  id: uuid,
  displayName: z.string(),
  values: z.record(z.string(), z.string().nullable()),
  status: z.string(),
  sources: z.array(z.string()),
})

export const conflictSchema = z.object({
  id: uuid,
  sourceId: uuid,
  sourceName: z.string(),
  rule: z.enum(['review', 'refused', 'other_source', 'two_candidates']),
  state: z.enum(['open', 'linked', 'kept_apart', 'ignored']),
  /** What the directory says, by the names of our fields. */
  wanted: z.record(z.string(), z.string().nullable()),
  userName: z.string(),
  candidates: z.array(person),
  userId: uuid.nullable(),
  tries: z.number().int(),
  firstSeenAt: instant,
  lastSeenAt: instant,
  decidedBy: actorShown.nullable(),
})
export type Conflict = z.infer<typeof conflictSchema>

export const decideConflictBody = z.strictObject({
  decision: z.enum(['link', 'keep_apart', 'ignore', 'undo']),
  /** link: which of the candidates. */
  userId: uuid.optional(),
})

export const sourceRoutes = defineRoutes({
  listSources: {
    method: 'GET',
    path: sources,
    auth: 'session',
    tag,
    summary: 'Sources of users: directories, phone systems',
    answers: { 200: z.object({ items: z.array(sourceSchema) }) },
  },
  createSource: {
    method: 'POST',
    path: sources,
    auth: 'session',
    tag,
    summary: 'Add a source; its tokens are made apart',
    body: createSourceBody,
    answers: { 201: sourceSchema },
  },
  getSource: {
    method: 'GET',
    path: one,
    auth: 'session',
    tag,
    summary: 'One source',
    answers: { 200: sourceSchema },
  },
  updateSource: {
    method: 'PATCH',
    path: one,
    auth: 'session',
    tag,
    summary: 'Change a source, pause it, resume it',
    body: updateSourceBody,
    answers: { 200: sourceSchema },
  },
  deleteSource: {
    method: 'DELETE',
    path: one,
    auth: 'session',
    tag,
    summary: 'Remove a source: its users are released, its tokens die',
    answers: { 204: null },
  },
  createSourceToken: {
    method: 'POST',
    path: `${one}/tokens`,
    auth: 'session',
    tag,
    summary: 'Make a token, shown this once; two can live at a time',
    answers: { 201: z.object({ id: uuid, token: z.string() }) },
  },
  deleteSourceToken: {
    method: 'DELETE',
    path: `${one}/tokens/:tokenId`,
    auth: 'session',
    tag,
    summary: 'Revoke a token',
    answers: { 204: null },
  },
  releaseSource: {
    method: 'POST',
    path: `${one}/release`,
    auth: 'session',
    tag,
    summary: 'Give the users of a source back to the console',
    answers: { 200: z.object({ released: z.number().int() }) },
  },
  listSourceRequests: {
    method: 'GET',
    path: `${one}/requests`,
    auth: 'session',
    tag,
    summary: 'The last requests of a directory with their answers, and what the last hour changed',
    answers: { 200: z.object({ items: z.array(request), activity }) },
  },
  listConflicts: {
    method: 'GET',
    path: '/api/accounts/:accountId/conflicts',
    auth: 'session',
    tag,
    summary: 'Users of directories who look like somebody else: to be decided, and decided lately',
    answers: { 200: z.object({ items: z.array(conflictSchema) }) },
  },
  decideConflict: {
    method: 'POST',
    path: '/api/accounts/:accountId/conflicts/:conflictId',
    auth: 'session',
    tag,
    summary: 'Link, keep apart or ignore; every choice can be undone',
    body: decideConflictBody,
    answers: { 200: conflictSchema },
  },
})
