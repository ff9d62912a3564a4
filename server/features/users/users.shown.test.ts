import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { write } from '../../../test/harness/sign-in.ts'
import { type Users, usersOf } from '../../../test/harness/users.ts'
import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'

let w: World
let u: Users
beforeAll(async () => {
  w = await startWorld()
  u = usersOf(w, w.admin)
})

const pageOf = async (query = ''): Promise<Record<string, unknown>[]> => (await u.list(query)).items
/** What each user’s own page says, which nothing remembers. */
const alone = (items: Record<string, unknown>[]) => Promise.all(items.map(({ id }) => u.get(id as string)))

describe('2.2 a page that is read again', () => {
  const change: [string, (id: string) => Promise<unknown>][] = [
    ['is renamed', (id) => u.patch(id, { name: 'Another' })],
    ['becomes an admin', (id) => u.patch(id, { role: 'account_admin' })],
    ['is made inactive', (id) => u.patch(id, { suspendedByAdmin: true })],
    ['is active again', (id) => u.patch(id, { suspendedByAdmin: false })],
    ['gets a licence', (id) => u.act('assign_licence', id, { params: { product: 'mitel_one_elite' } })],
    ['loses a licence', (id) => u.act('unassign_licence', id, { params: { product: 'mitel_one_elite' } })],
    ['signs in', (id) => u.stamp(id, { lastSignInDaysAgo: 1 })],
    ['is invited', (id) => u.act('send_welcome_email', id)],
    ['has a link that was sent', (id) => u.stamp(id, { invitation: 'sent', invitedDaysAgo: 3 })],
    ['registers', (id) => u.register(id)],
    ['comes from a directory too', (id) => link(id)],
    ['is seen by its source again', (id) => seen(id)],
    ['has a source with another name', () => renamed()],
    ['is in a source with another name once more', () => renamed()],
    ['is known to its source no more', (id) => unlinked(id)],
  ]
  let sourceId: string
  const link = async (id: string) => {
    const { body } = await w.call(w.admin, 'POST', `${u.base}/sources`, { kind: 'scim', name: 'Before' })
    sourceId = body.id
    await write(
      w,
      w.accountId,
      sql`insert into links (account_id, id, source_id, user_id, kind, external_id, sent, raw)
        values (${w.accountId}, gen_random_uuid(), ${sourceId}, ${id}, 'scim', 'x-1', '{"name": "Another"}', '{}')`,
    )
    await write(
      w,
      w.accountId,
      sql`update users set link_kinds = '{scim}' where account_id = ${w.accountId} and id = ${id}`,
    )
  }
  const seen = (id: string) =>
    write(
      w,
      w.accountId,
      sql`update links set last_seen_at = now() where account_id = ${w.accountId} and user_id = ${id}`,
    )
  const renamed = () =>
    write(
      w,
      w.accountId,
      sql`update sources set name = name || '!' where account_id = ${w.accountId} and id = ${sourceId}`,
    )
  const unlinked = (id: string) =>
    write(w, w.accountId, sql`update links set state = 'gone' where account_id = ${w.accountId} and user_id = ${id}`)

  test('shows each user as the user’s own page does, whatever of them changed', async () => {
    await u.subscribe(w.partner, 'mitel_one_elite', 5)
    const { id } = await u.create({ name: 'Somebody' })
    await u.create({ name: 'Somebody Else' })
    for (const [what, make] of change) {
      for (let time = 0; time < 3; time++) await pageOf()
      const before = (await pageOf()).find((user) => user.id === id)
      await make(id)
      const after = await pageOf()
      expect(after, what).toEqual(await alone(after))
      expect(
        after.find((user) => user.id === id),
        what,
      ).not.toEqual(before)
    }
  })

  test('shows that time has run out for a link, without anything written', async () => {
    const { id } = await u.create({ name: 'Invited' })
    await write(
      w,
      w.accountId,
      sql`update users set invitation = 'sent', invitation_waits = false, invitation_sent_at = now() - interval '4 days' + interval '2 seconds'
        where account_id = ${w.accountId} and id = ${id}`,
    )
    const state = async () => {
      const user = (await pageOf('search=Invited')).find((one) => one.id === id)
      return (user!.invitation as { state: string }).state
    }
    for (let time = 0; time < 3; time++) expect(await state()).toBe('sent')
    await expect.poll(state, { timeout: 10_000 }).toBe('expired')
  })

  test('shows why a mail server refused, and forgets it with the mail', async () => {
    const { id } = await u.create({ name: 'Refused' })
    await write(
      w,
      w.accountId,
      sql`update users set invitation = 'refused', invitation_waits = false where account_id = ${w.accountId} and id = ${id}`,
    )
    await write(
      w,
      w.accountId,
      sql`update mails set state = 'refused', last_error = 'no such box' where account_id = ${w.accountId} and user_id = ${id}`,
    )
    const reason = async () => {
      const user = (await pageOf('search=Refused')).find((one) => one.id === id)
      return (user!.invitation as { reason: string }).reason
    }
    for (let time = 0; time < 3; time++) expect(await reason()).toBe('no such box')
    await write(
      w,
      w.accountId,
      sql`update mails set last_error = 'full' where account_id = ${w.accountId} and user_id = ${id}`,
    )
    expect(await reason()).toBe('full')
  })

  test('who goes and who comes back is not on it, and is on it', async () => {
    const { id } = await u.create({ name: 'Comes and goes' })
    for (let time = 0; time < 3; time++) expect((await pageOf()).some((user) => user.id === id)).toBe(true)
    await u.remove(id)
    expect((await pageOf()).some((user) => user.id === id)).toBe(false)
    await u.act('restore', id)
    const after = await pageOf()
    expect(after.some((user) => user.id === id)).toBe(true)
    expect(after).toEqual(await alone(after))
  })

  test('asks for nothing but who is on it and whether they changed, and for the one who did', async () => {
    const { id } = await u.create({ name: 'Counted' })
    const [whole, both, brief] = ['01', '11', '10']
    const asked: string[] = []
    const { inAccount } = w.house.db
    w.house.db.inAccount = (account, run, ...rest) =>
      inAccount(
        account,
        (tx) => {
          const query: Tx['query'] = (statement) => {
            if (/json_build_array.* from users u/s.test(statement.text))
              asked.push([/xmin/, /modified_by/].map((part) => Number(part.test(statement.text))).join(''))
            return tx.query(statement)
          }
          return run({ ...tx, query })
        },
        ...rest,
      )
    try {
      for (let time = 0; time < 4; time++) await pageOf('search=Counted')
      expect(asked).toEqual([whole, both, brief, brief])
      await u.patch(id, { name: 'Counted again' })
      asked.length = 0
      await pageOf('search=Counted')
      await pageOf('search=Counted')
      expect(asked).toEqual([brief, both, brief])
    } finally {
      w.house.db.inAccount = inAccount
    }
  })
})
