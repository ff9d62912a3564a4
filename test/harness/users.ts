import { expect } from 'vitest'
import type { ExternalKind } from '../../domain/sources.ts'
import { createSource, provision } from '../../server/features/sources/sources.ts'
import { markRegistered, type Provisioned } from '../../server/features/users/users.ts'
import { command } from '../../server/platform/operation.ts'
import { sql } from '../../server/platform/sql.ts'
import type { Answer, Person, TestHouse } from './house.ts'
import { read, write } from './sign-in.ts'

/** One account as its tests drive it: over HTTP as an admin, and as its sources. */
export type Users = ReturnType<typeof usersOf>

const register = command<string, void>({ name: 'register', permission: 'system' }, async (context, userId) => ({
  changed: await markRegistered(context, { userId }),
  result: undefined,
}))

let serial = 0
/** An address that nobody has. */
export const address = (domain = 'test.example'): string => `made${++serial}@${domain}`

/** @param admin whose requests these are unless another person is given */
export function usersOf(t: TestHouse, admin: Person, accountId = admin.accountId) {
  const base = `/api/accounts/${accountId}`
  const url = (id = '') => `${base}/users${id && `/${id}`}`
  const sources = new Map<string, string>()

  const get = async (id: string) => (await t.call(admin, 'GET', url(id))).body
  const act = (action: string, id: string, more: object = {}, by = admin): Promise<Answer> =>
    t.call(by, 'POST', `${base}/user-actions`, { action, selection: { ids: [id] }, ...more })

  return {
    base,
    url,
    get,
    act,
    async create(body: object = {}) {
      const answer = await t.call(admin, 'POST', url(), {
        firstName: 'Ann',
        lastName: 'Other',
        email: address(),
        ...body,
      })
      expect(answer.status, answer.text).toBe(201)
      return answer.body
    },
    patch: (id: string, body: object, ifMatch = '*', by = admin) =>
      t.call(by, 'PATCH', url(id), body, { 'if-match': ifMatch }),
    remove: (id: string, more: object = {}, by = admin) =>
      t.call(by, 'DELETE', url(id), { confirm: 'delete', ...more }, { 'if-match': '*' }),
    list: async (query = '') => (await t.call(admin, 'GET', `${url()}?limit=200${query && `&${query}`}`)).body,
    /** The ids that a filter shows. */
    ids: async (query = ''): Promise<string[]> => {
      const answer = await t.call(admin, 'GET', `${url()}?limit=200${query && `&${query}`}`)
      expect(answer.status, answer.text).toBe(200)
      return answer.body.items.map((user: { id: string }) => user.id)
    },
    history: async (id: string, query = '') =>
      (await t.call(admin, 'GET', `${url(id)}/history?limit=200${query}`)).body,
    links: async (id: string) => (await t.call(admin, 'GET', `${url(id)}/links`)).body,
    source: async (kind: ExternalKind, name = `a ${kind}`): Promise<string> => {
      const known = sources.get(`${kind} ${name}`)
      if (known) return known
      const { id } = await createSource(t.system(accountId), { kind, name })
      sources.set(`${kind} ${name}`, id)
      return id
    },
    /** What a source says of one user; the user’s id. */
    async provision(kind: ExternalKind, said: Partial<Provisioned> = {}, name?: string): Promise<string> {
      const sourceId = await this.source(kind, name)
      const user = { externalId: `${kind}-${++serial}`, sent: {}, raw: {}, ...said }
      const { ids } = await provision(t.system(accountId), { sourceId, users: [user] })
      return ids[0]!
    },
    /** The user has completed sign-up, without a password. */
    register: (id: string) => register(t.system(accountId), id),
    /** Columns that only time or mail servers set. */
    async stamp(id: string, columns: { lastSignInDaysAgo?: number; invitation?: string; invitedDaysAgo?: number }) {
      const { lastSignInDaysAgo, invitation, invitedDaysAgo } = columns
      await write(
        t,
        accountId,
        sql`update users set
            last_sign_in_at = coalesce(now() - ${lastSignInDaysAgo ?? null}::double precision * interval '1 day', last_sign_in_at),
            invitation = coalesce(nullif(${invitation ?? null}::text, 'queued'), invitation),
            invitation_waits = coalesce(${invitation ?? null}::text = 'queued', invitation_waits),
            invitation_sent_at = coalesce(now() - ${invitedDaysAgo ?? null}::double precision * interval '1 day', invitation_sent_at)
          where account_id = ${accountId} and id = ${id}`,
      )
    },
    /** Subscriptions and integrations, as the partner sets them. */
    subscribe: (partner: Person, product: string, quantity: number, more: object = {}) =>
      t.call(partner, 'POST', `${base}/subscriptions`, { product, quantity, ...more }),
    integrate: (switches: Record<string, boolean>) => t.call(admin, 'PUT', `${base}/integrations`, switches),
    licences: async () => (await t.call(admin, 'GET', `${base}/licences`)).body.items,
    /** R21’s invariant: each counter is the number of licences. */
    seatFaults: () =>
      read<{ product_id: string; assigned: number; licences: number }>(
        t,
        accountId,
        sql`select s.product_id, s.assigned, (select count(*) from licences l
              where l.account_id = s.account_id and l.product_id = s.product_id) as licences
            from seats s where s.account_id = ${accountId} and s.assigned <> (select count(*) from licences l
              where l.account_id = s.account_id and l.product_id = s.product_id)`,
      ),
  }
}
