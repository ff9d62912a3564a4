import { z } from 'zod'
import { emailKey } from '../../domain/emails.ts'
import { externalKinds } from '../../domain/sources.ts'
import { type UserValues, userFields } from '../../domain/user-fields.ts'
import { fieldSchemas } from '../../domain/users.ts'
import { createSource, provision } from '../features/sources/sources.ts'
import { actOnUsers, createUsers, type DemoStamp, stampDemoUsers } from '../features/users/users.ts'
import type { Context } from '../platform/context.ts'
import { command, query } from '../platform/operation.ts'
import { isAnyInUse, selectSourcesNamed } from './demo.sql.ts'

/** One user of the demo, as a line of `--demo-file` gives it: values, state, and the sources that know it. */
const demoFields = z.strictObject({
  /** The name of an account of the demo. */
  account: z.string().default('Contoso Logistics'),
  name: fieldSchemas.name.default(null),
  firstName: fieldSchemas.firstName.default(null),
  lastName: fieldSchemas.lastName.default(null),
  email: fieldSchemas.email.nullable().default(null),
  mobile: fieldSchemas.mobile.default(null),
  extension: fieldSchemas.extension.default(null),
  /** null: listed without a CloudLink account. */
  role: z.enum(['user', 'account_admin']).nullable().default('user'),
  origin: z.enum(['console', 'import']).default('console'),
  registered: z.boolean().default(false),
  invitation: z.enum(['not_sent', 'sent', 'expired', 'refused']).default('not_sent'),
  lastSignInDaysAgo: z.number().int().min(0).max(5000).nullable().default(null),
  suspendedByAdmin: z.boolean().default(false),
  products: z.array(z.string()).default([]),
  deleted: z.boolean().default(false),
  links: z
    .array(
      z.strictObject({
        kind: z.enum(externalKinds),
        source: z.string().min(1),
        externalId: z.string().min(1),
        /** Fields that the source sends; absent: all that have a value. */
        fields: z.array(z.enum(Object.keys(userFields) as [keyof UserValues, ...(keyof UserValues)[]])).optional(),
        active: z.boolean().default(true),
        raw: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .default([]),
})

/** @throws (by its schema) what no operation could make: see the messages */
export const demoUser = demoFields.superRefine((user, context) => {
  const kinds = user.links.map((link) => link.kind)
  const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message })
  if (![user.name, user.firstName, user.lastName].some(Boolean)) refuse('name', 'one of the names is needed')
  if (user.links.length === 0 && user.email === null) refuse('email', 'only a source brings users without an email')
  if (user.links.length === 0 && user.role === null)
    refuse('role', 'only a source lists users without a CloudLink account')
  if (user.registered && user.email === null) refuse('email', 'nobody registers without an email')
  if (user.deleted && kinds.includes('micloud_connect'))
    refuse('deleted', 'a user synced from MiCloud Connect can’t be deleted')
  if (new Set(user.links.map(linkKey)).size < user.links.length) refuse('links', 'two links to one source')
})
const linkKey = (link: { kind: string; source: string }) => `${link.kind}:${link.source}`
export type DemoUser = z.output<typeof demoUser>
type DemoLink = DemoUser['links'][number]

const valuesOf = (user: DemoUser): UserValues => ({
  name: user.name,
  firstName: user.firstName,
  lastName: user.lastName,
  email: user.email,
  mobile: user.mobile,
  extension: user.extension,
})

const sentBy = (user: DemoUser, link: DemoLink): Partial<UserValues> =>
  Object.fromEntries(
    Object.entries(valuesOf(user)).filter(([field, value]) =>
      link.fields ? link.fields.includes(field as keyof UserValues) : value !== null,
    ),
  )

const chunk = 250

/** Loads users into one account through the operations of console and sources; time stamps are set afterwards. */
export async function loadDemoUsers(context: Context, users: readonly DemoUser[]): Promise<void> {
  const sources = new Map<string, string>()
  for (let start = 0; start < users.length; start += chunk)
    await loadChunk(context, users.slice(start, start + chunk), sources)
}

/** The same in one transaction for each stretch; those that an earlier start loaded are left as they are. */
export async function loadMissing(context: Context, users: readonly DemoUser[]): Promise<void> {
  for (let start = 0; start < users.length; start += chunk)
    await loadStretch(context, users.slice(start, start + chunk))
}

const loadStretch = command<readonly DemoUser[], void>(
  { name: 'loadDemoUsers', permission: 'system' },
  async (context, users) => {
    const before = context.tx.recorded
    const emails = users.flatMap((user) => (user.email && !user.deleted ? [emailKey(user.email)!] : []))
    if (!(await isAnyInUse(context.tx, emails))) await loadChunk(context, users, new Map())
    return { changed: context.tx.recorded - before, result: undefined }
  },
)

/** What nobody else of the account may have: the email, and the id in each source. */
export const keysOf = (user: DemoUser): string[] => [
  ...(user.email ? [emailKey(user.email) ?? user.email] : []),
  ...user.links.map((link) => `${link.kind} ${link.source} ${link.externalId}`),
]

async function loadChunk(context: Context, users: readonly DemoUser[], sources: Map<string, string>): Promise<void> {
  const ids = new Map<DemoUser, string>()
  for (const origin of ['console', 'import'] as const) {
    const own = users.filter((user) => user.links.length === 0 && user.origin === origin)
    if (own.length === 0) continue
    const made = await createUsers(context, {
      users: own.map((user) => ({ values: valuesOf(user), role: user.role ?? 'user' })),
      origin,
      welcome: false,
    })
    const byEmail = new Map(made.map((user) => [user.email, user.id]))
    for (const user of own) ids.set(user, byEmail.get(user.email)!)
  }
  await linkChunk(context, users, sources, ids)
  await setStates(context, users, ids)
}

/** The first link of a user brings it, each further one joins; a round handles one link of every user. */
async function linkChunk(
  context: Context,
  users: readonly DemoUser[],
  sources: Map<string, string>,
  ids: Map<DemoUser, string>,
): Promise<void> {
  for (let round = 0; users.some((user) => user.links.length > round); round++) {
    const rows = users.flatMap((user) => (user.links[round] ? [{ user, link: user.links[round]! }] : []))
    for (const key of new Set(rows.map(({ link }) => linkKey(link)))) {
      const of = rows.filter(({ link }) => linkKey(link) === key)
      const sourceId = await sourceOf(context, of[0]!.link, sources)
      const { ids: made } = await provision(context, {
        sourceId,
        users: of.map(({ user, link }) => ({
          ...(ids.has(user) ? { userId: ids.get(user)! } : { role: user.role === null ? null : ('user' as const) }),
          externalId: link.externalId,
          sent: sentBy(user, link),
          raw: link.raw,
          sourceActive: link.active,
        })),
      })
      for (const [index, { user }] of of.entries()) ids.set(user, made[index]!)
    }
  }
}

async function sourceOf(context: Context, link: DemoLink, sources: Map<string, string>): Promise<string> {
  const key = linkKey(link)
  const known = sources.get(key)
  if (known) return known
  const { kind, source: name } = link
  const [there] = await findSources(context, { kind, name })
  const { id } = there ?? (await createSource(context, { kind, name }))
  sources.set(key, id)
  return id
}

async function setStates(context: Context, users: readonly DemoUser[], ids: Map<DemoUser, string>): Promise<void> {
  const idsOf = (some: (user: DemoUser) => boolean) => users.filter(some).map((user) => ids.get(user)!)
  const stamps = users.map(
    (user): DemoStamp => ({
      id: ids.get(user)!,
      registered: user.registered && user.role !== null,
      invitation: user.invitation,
      lastSignInDaysAgo: user.lastSignInDaysAgo,
    }),
  )
  await stampDemoUsers(context, stamps)
  const admins = idsOf((user) => user.role === 'account_admin' && user.links.length > 0)
  if (admins.length > 0)
    await actOnUsers(context, { action: 'set_role', ids: admins, params: { role: 'account_admin' } })
  for (const product of new Set(users.flatMap((user) => user.products))) {
    const ids = idsOf((user) => user.products.includes(product) && user.role !== null)
    await actOnUsers(context, { action: 'assign_licence', ids, params: { product } })
  }
  const suspended = idsOf((user) => user.suspendedByAdmin)
  if (suspended.length > 0)
    await actOnUsers(context, { action: 'set_active', ids: suspended, params: { active: false } })
  const deleted = idsOf((user) => user.deleted)
  if (deleted.length > 0)
    await actOnUsers(context, { action: 'delete', ids: deleted, params: { allowLastAdmin: true } })
}

/** What earlier loads made is used again. */
const findSources = query<{ kind: string; name: string }, { id: string }[]>(
  { name: 'findDemoSources', permission: 'system' },
  ({ tx }, wanted) => selectSourcesNamed(tx, wanted),
)
