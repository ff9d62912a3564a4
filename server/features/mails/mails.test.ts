import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePerson, type Person, startWorld, type World } from '../../../test/harness/house.ts'
import { readConfig } from '../../config.ts'
import { openJobs } from '../../jobs.ts'
import { sql } from '../../platform/sql.ts'
import { issueLinks, linkOf } from '../one-time-links/one-time-links.ts'
import { answersTo } from './mails.routes.ts'
import { cancelMails, type NewMail, queueMails } from './mails.ts'

let t: World
let person: Person
beforeAll(async () => {
  t = await startWorld()
})
beforeEach(async () => {
  person = await makePerson(t, t.accountId, 'user')
  await t.inside(t.accountId, async ({ tx }) => {
    await tx.run(sql`update mails set state = 'cancelled' where state = 'queued'`)
    await tx.run(sql`delete from mailbox_messages`)
  })
})

/** Without SMTP_URL, wired as the program is. */
const deliver = (accountId = t.accountId) =>
  openJobs(readConfig({}), t.house.settings.publicUrl).handlers['mails.deliver']!(t.house, { accountId })
const queue = (...mails: NewMail[]) => t.inside(t.accountId, (context) => queueMails(context, mails))
const welcome = () =>
  t.inside(t.accountId, async (context) => {
    const [link] = await issueLinks(context, [{ userId: person.id }], 'welcome')
    await queueMails(context, [
      { kind: 'welcome', userId: person.id, address: person.email, linkId: link!.linkId, params: { invitedBy: 'Ann' } },
    ])
    return (await linkOf(context, link!.linkId))!
  })
const notice = (kind: 'password_changed' | 'already_registered' = 'password_changed'): NewMail => ({
  kind,
  userId: person.id,
  address: person.email,
  params: {},
})
type Row = { kind: string; state: string; attempts: number; everything: string }
const outbox = () =>
  t.inside(t.accountId, ({ tx }) =>
    tx.query<Row>(sql`select kind, state, attempts, m::text as everything from mails m
    where user_id = ${person.id} order by id`),
  )
const mailbox = async (host = '127.0.0.1:3000') => t.call(null, 'GET', '/api/mailbox', undefined, { host })
/** Jobs in the queue for this account. */
const waiting = () =>
  t.inside(t.accountId, ({ tx }) =>
    tx.query<{ accountId: string }>(sql`select payload ->> 'accountId' as "accountId" from graphile_worker._private_jobs
      where payload ->> 'accountId' = ${t.accountId} and run_at <= now()`),
  )

describe('R5 a mail is queued exactly once', () => {
  test('R5 a command that fails after queueing sends nothing', async () => {
    const failing = t.inside(t.accountId, async (context) => {
      await queueMails(context, [notice()])
      throw new Error('no')
    })
    await expect(failing).rejects.toThrow('no')
    expect(await outbox()).toEqual([])
  })

  test('R5 queued mails go out once, however often the queue asks', async () => {
    const before = (await waiting()).length
    const { token } = await welcome()
    expect((await waiting()).length).toBeGreaterThan(before)
    await Promise.all([deliver(), deliver(), deliver()])
    await deliver()
    expect(await outbox()).toMatchObject([{ kind: 'welcome', state: 'sent', attempts: 1 }])
    const { body } = await mailbox()
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ to: person.email, kind: 'welcome' })
    expect(body.items[0].text).toContain(`http://127.0.0.1:3000/register#${token}`)
  })

  test('R15 handing over starts the time of the link, in the transaction of the mark', async () => {
    const { linkId } = await welcome()
    const handedOver = async () =>
      (
        await t.inside(t.accountId, ({ tx }) =>
          tx.query<{ at: Date | null }>(sql`
      select handed_over_at as at from one_time_links where id = ${linkId}`),
        )
      )[0]!.at
    expect(await handedOver()).toBeNull()
    await deliver()
    expect(await handedOver()).toBeInstanceOf(Date)
  })
})

describe('mails that must not go out any more', () => {
  test.each([
    ['whose user is deleted', sql`update users set deleted_at = now() where id = `],
    ['whose user was suspended', sql`update users set suspended_by_admin = true where id = `],
    ['whose user is inactive at the source', sql`update users set source_active = false where id = `],
  ])('SEC-13 a mail %s is cancelled at hand-over, a notice too', async (_, change) => {
    await welcome()
    await queue(notice())
    await t.inside(t.accountId, ({ tx }) => tx.run(sql`${change}${person.id}`))
    await deliver()
    expect((await outbox()).map((mail) => mail.state)).toEqual(['cancelled', 'cancelled'])
    expect((await mailbox()).body.items).toEqual([])
  })

  test('SEC-13 of two welcome emails whose first link was replaced only the second goes out', async () => {
    await welcome()
    const { token } = await welcome()
    await deliver()
    expect((await outbox()).map((mail) => mail.state)).toEqual(['cancelled', 'sent'])
    expect((await mailbox()).body.items.map((mail: { text: string }) => mail.text.includes(token))).toEqual([true])
  })

  test('SEC-8 taking back the mails of a user leaves the notices that something changed', async () => {
    await welcome()
    await queue(notice('already_registered'), notice())
    expect(await t.inside(t.accountId, (context) => cancelMails(context, [person.id]))).toBe(2)
    await deliver()
    expect((await outbox()).map((mail) => [mail.kind, mail.state])).toEqual([
      ['welcome', 'cancelled'],
      ['already_registered', 'cancelled'],
      ['password_changed', 'sent'],
    ])
  })
})

test('2.9 an email in several accounts gets one mail with a link and a code per account, and each link starts its time', async () => {
  const elsewhere = await makePerson(t, t.otherAccountId, 'user')
  const third = await makePerson(t, t.otherAccountId, 'user')
  const issueIn = (accountId: string, userId: string) =>
    t.inside(accountId, async (context) => {
      const [link] = await issueLinks(context, [{ userId }], 'reset')
      return (await linkOf(context, link!.linkId))!
    })
  const own = await issueIn(t.accountId, person.id)
  const other = await issueIn(t.otherAccountId, elsewhere.id)
  const void_ = await issueIn(t.otherAccountId, third.id)
  await issueIn(t.otherAccountId, third.id)
  const also = [other, void_].map(({ linkId, userId }) => ({ accountId: t.otherAccountId, userId, linkId }))
  await queue({
    kind: 'password_reset_several',
    userId: person.id,
    address: person.email,
    linkId: own.linkId,
    params: { also },
  })
  await deliver()
  const [mail] = (await mailbox()).body.items as { text: string }[]
  for (const part of ['Harbour', own.token, own.code, 'Alpine', other.token, other.code])
    expect(mail!.text).toContain(part)
  expect(mail!.text).not.toContain(void_.token)
  const started = await t.inside(t.otherAccountId, ({ tx }) =>
    tx.query<{ id: string }>(sql`
    select id from one_time_links where handed_over_at is not null`),
  )
  expect(started).toEqual([{ id: other.linkId }])
})

test('SEC-15 the outbox, the events and the queue hold no token and no code', async () => {
  const { token } = await welcome()
  const reset = await t.inside(t.accountId, async (context) => {
    const [link] = await issueLinks(context, [{ userId: person.id }], 'reset')
    await queueMails(context, [
      { kind: 'password_reset', userId: person.id, address: person.email, linkId: link!.linkId, params: {} },
    ])
    return (await linkOf(context, link!.linkId))!
  })
  await deliver()
  const everything = await t.inside(t.accountId, ({ tx }) =>
    tx.query<{ row: string }>(sql`
    select m::text as row from mails m union all select e::text from events e union all select v::text from event_values v
    union all select j::text from graphile_worker.jobs j`),
  )
  const text = everything.map((one) => one.row).join('\n')
  expect(text).toContain(person.email)
  for (const secret of [token, reset.token, reset.code!]) expect(text).not.toContain(secret)
  expect((await mailbox()).body.items).toHaveLength(2)
})

describe('the built-in mailbox', () => {
  test('answers only to a loopback Host header or to that of PUBLIC_URL', async () => {
    for (const host of ['evil.example', '10.0.0.1', '127.0.0.1.evil.example', 'localhost.evil.example']) {
      expect(await mailbox(host)).toMatchObject({ status: 404, body: { code: 'not_found' } })
    }
    for (const host of ['localhost:3000', '127.0.0.1', '127.9.9.9:80', '[::1]:3000'])
      expect((await mailbox(host)).status).toBe(200)
    expect(answersTo('accounts.example:8443', 'https://accounts.example:8443')).toBe(true)
    expect(answersTo('', 'https://accounts.example:8443')).toBe(false)
    expect(answersTo(undefined, 'https://accounts.example:8443')).toBe(false)
  })

  test('is not there when mails go out over SMTP', async () => {
    t.house.settings.mailbox = false
    expect(await mailbox()).toMatchObject({ status: 404, body: { code: 'not_found' } })
    t.house.settings.mailbox = true
    expect(await mailbox()).toMatchObject({ status: 200, body: { items: [], nextCursor: null, total: 0 } })
  })

  test('keeps the newest 500 messages of an account', async () => {
    await t.inside(t.accountId, ({ tx }) =>
      tx.run(sql`
      insert into mailbox_messages (account_id, id, address, subject, body_text, body_html, kind, at)
      select ${t.accountId}::uuid, gen_random_uuid(), 'a@b.example', 's' || n, 't', 'h', 'welcome', now() - n * interval '1 minute'
      from generate_series(1, 500) as n`),
    )
    await queue(notice())
    await deliver()
    const kept = await t.inside(t.accountId, ({ tx }) =>
      tx.query<{ subject: string }>(sql`
      select subject from mailbox_messages order by at desc`),
    )
    expect(kept).toHaveLength(500)
    expect(kept[0]!.subject).toBe('Your CloudLink password was changed')
    expect(kept.at(-1)!.subject).toBe('s499')
    expect((await mailbox()).body.items).toHaveLength(200)
    expect((await t.call(null, 'GET', '/api/mailbox?limit=3')).body.items).toHaveLength(3)
  })
})
