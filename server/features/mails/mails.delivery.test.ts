import { Writable } from 'node:stream'
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePerson, type Person, startWorld, type World } from '../../../test/harness/house.ts'
import { startSmtp, type TestSmtp } from '../../../test/harness/smtp.ts'
import { type MailTransport, openMailTransport } from '../../platform/mail.ts'
import { sql } from '../../platform/sql.ts'
import { issueLinks, linkOf, markHandedOver } from '../one-time-links/one-time-links.ts'
import { passwordMails } from '../password-resets/password-resets.emails.ts'
import { userMails } from '../users/users.emails.ts'
import { turnMails } from './mails.delivery.ts'
import { createMailHandlers } from './mails.jobs.ts'
import { type HandedMail, type MailReactions, queueMails } from './mails.ts'

let t: World
let smtp: TestSmtp
let transports: MailTransport[] = []
let people: Person[]
const told: { sent: HandedMail[]; refused: HandedMail[] } = { sent: [], refused: [] }
const lines: string[] = []
const log = pino({ level: 'trace' }, new Writable({ write: (chunk, _, done) => done(void lines.push(String(chunk))) }))

beforeAll(async () => {
  ;[t, smtp] = await Promise.all([startWorld(), startSmtp()])
  people = []
  for (let i = 0; i < 8; i++) people.push(await makePerson(t, t.accountId, 'user'))
})
beforeEach(async () => {
  for (const transport of transports) transport.close()
  transports = []
  smtp.received.length = lines.length = told.sent.length = told.refused.length = 0
  smtp.behave(() => 'accept')
  for (const id of [t.accountId, t.otherAccountId]) {
    await t.inside(id, ({ tx }) => tx.run(sql`update mails set state = 'cancelled', sent_at = null`))
  }
})
afterAll(async () => {
  for (const transport of transports) transport.close()
  await smtp.stop()
})

const reactions: MailReactions = {
  async onHandedOver(context, mails) {
    await markHandedOver(
      context,
      mails.flatMap((mail) => mail.linkIds),
    )
    told.sent.push(...mails)
  },
  async onRefused(_, mails) {
    told.refused.push(...mails)
  },
}
/** A worker process: the handlers that it would have, with a transport of its own. */
const startDelivery = (options: { smtpUrl?: string; timeoutMs?: number; reactions?: MailReactions } = {}) => {
  const transport = openMailTransport({
    smtpUrl: options.smtpUrl ?? smtp.url,
    from: 'no-reply@accounts.example',
    publicUrl: 'https://accounts.example',
    timeoutMs: options.timeoutMs ?? 5_000,
  })
  transports.push(transport)
  const handlers = createMailHandlers({
    transport,
    templates: { ...userMails, ...passwordMails },
    reactions: options.reactions ?? reactions,
  })
  return (accountId = t.accountId) => handlers['mails.deliver']!({ ...t.house, log }, { accountId })
}
const queueWelcome = (some: readonly Person[], accountId = t.accountId, jobId?: string) =>
  t.inside(accountId, async (inside) => {
    const context = jobId ? { ...inside, jobId } : inside
    const links = await issueLinks(
      context,
      some.map((person) => ({ userId: person.id })),
      'welcome',
    )
    await queueMails(
      context,
      links.map((link, i) => ({
        kind: 'welcome' as const,
        userId: link.userId,
        address: some[i]!.email,
        linkId: link.linkId,
        params: { invitedBy: null },
      })),
    )
    const tokens: string[] = []
    for (const { linkId } of links) tokens.push((await linkOf(context, linkId))!.token)
    return tokens
  })
type Row = { id: string; state: string; attempts: number; last_error: string | null; wait: number }
const outbox = (accountId = t.accountId) =>
  t.inside(accountId, ({ tx }) =>
    tx.query<Row>(sql`select id, state, attempts, last_error,
    extract(epoch from next_attempt_at - now())::double precision as wait from mails where state <> 'cancelled' order by id`),
  )
const count = async (state: string) => (await outbox()).filter((mail) => mail.state === state).length
/** As if the time of the next try had come. */
const makeDue = () =>
  t.inside(t.accountId, ({ tx }) => tx.run(sql`update mails set next_attempt_at = now() where state = 'queued'`))
/** Seconds until the queue asks again; null: never. */
const nextWake = async (key = `mails.deliver:${t.accountId}:later`) =>
  (
    await t.inside(t.accountId, ({ tx }) =>
      tx.query<{ wait: number }>(sql`
    select extract(epoch from run_at - now())::double precision as wait from graphile_worker.jobs where key = ${key}`),
    )
  )[0]?.wait ?? null
const messageIds = () => smtp.received.map((mail) => mail.parsed.messageId)

describe('REL-5 the mail server fails', () => {
  test('REL-5 down: a few are tried, all wait, and all go out once when it is back', async () => {
    await queueWelcome(people)
    await startDelivery({ smtpUrl: 'smtp://127.0.0.1:1' })()
    const waiting = await outbox()
    expect(waiting.map((mail) => mail.state)).toEqual(Array(8).fill('queued'))
    expect(waiting.filter((mail) => mail.attempts === 1)).toHaveLength(5)
    expect(waiting[0]!.last_error).toBe('The mail server was not reached')
    expect(await nextWake()).toBeGreaterThan(14)
    // A delivery ends after its half second; on a busy machine it takes more than one.
    for (let turn = 0; turn < 8 && (await count('sent')) < 8; turn++) {
      await makeDue()
      await startDelivery()()
    }
    expect(await count('sent')).toBe(8)
    expect(smtp.received.map((mail) => mail.to[0]).sort()).toEqual(people.map((person) => person.email).sort())
    expect(told.sent).toHaveLength(8)
  })

  test('REL-5 4xx: tried again after 30 seconds, then after twice as long each time, with the same Message-ID and link', async () => {
    const [token] = await queueWelcome(people.slice(0, 1))
    const deliver = startDelivery()
    smtp.behave(() => ({ code: 451, text: '4.3.0 later', at: 'data' }))
    for (const [attempts, seconds] of [
      [1, 30],
      [2, 60],
      [3, 120],
    ] as const) {
      await deliver()
      const [mail] = await outbox()
      expect(mail).toMatchObject({ state: 'queued', attempts, last_error: '451 4.3.0 later' })
      expect(mail!.wait).toBeGreaterThan(seconds * 0.8 - 5)
      expect(mail!.wait).toBeLessThan(seconds * 1.2)
      expect(Math.abs((await nextWake())! - mail!.wait)).toBeLessThan(2)
      await deliver()
      expect((await outbox())[0]!.attempts).toBe(attempts)
      await makeDue()
    }
    smtp.behave(() => 'accept')
    await deliver()
    expect(await count('sent')).toBe(1)
    expect(new Set(messageIds()).size).toBe(1)
    expect(smtp.received).toHaveLength(4)
    for (const mail of smtp.received) expect(mail.parsed.text).toContain(token)
    expect(told.sent).toHaveLength(1)
    expect(told.refused).toEqual([])
  })

  test('REL-5 after two days of tries it is refused', async () => {
    await queueWelcome(people.slice(0, 1))
    smtp.behave(() => ({ code: 451, text: '4.3.0 later', at: 'rcpt' }))
    await t.inside(t.accountId, ({ tx }) => tx.run(sql`update mails set attempts = 18 where state = 'queued'`))
    const deliver = startDelivery()
    await deliver()
    expect(await outbox()).toMatchObject([{ state: 'queued', attempts: 19 }])
    expect((await outbox())[0]!.wait).toBeLessThan(4 * 3600 * 1.2)
    await makeDue()
    await deliver()
    expect(await outbox()).toMatchObject([{ state: 'refused', attempts: 20, last_error: '451 4.3.0 later' }])
    expect(told.refused).toMatchObject([{ userId: people[0]!.id, reason: '451 4.3.0 later' }])
  })

  test('REL-5 5xx: refused at once and told, never tried again; the others go', async () => {
    await queueWelcome(people.slice(0, 3))
    smtp.behave(({ to }) =>
      to === people[1]!.email ? { code: 550, text: '5.1.1 no such user', at: 'rcpt' } : 'accept',
    )
    const deliver = startDelivery()
    await deliver()
    await makeDue()
    await deliver()
    expect((await outbox()).map((mail) => mail.state)).toEqual(['sent', 'refused', 'sent'])
    expect((await outbox())[1]!.last_error).toBe('550 5.1.1 no such user')
    expect(told.refused).toMatchObject([{ kind: 'welcome', userId: people[1]!.id, reason: '550 5.1.1 no such user' }])
    expect(told.sent.map((mail) => mail.userId).sort()).toEqual([people[0]!.id, people[2]!.id].sort())
  })

  test('REL-5 dropped after DATA: sent again with the same Message-ID, marked once', async () => {
    await queueWelcome(people.slice(0, 1))
    smtp.behave(({ number }) => (number === 1 ? 'drop after data' : 'accept'))
    const deliver = startDelivery()
    await deliver()
    expect(await outbox()).toMatchObject([{ state: 'queued', last_error: 'The mail server closed the connection' }])
    await makeDue()
    await deliver()
    expect(await count('sent')).toBe(1)
    expect(smtp.received).toHaveLength(2)
    expect(new Set(messageIds()).size).toBe(1)
    expect(told.sent).toHaveLength(1)
  })

  test('REL-5 slow: another account is served meanwhile, and one account takes one place only', async () => {
    await queueWelcome(people.slice(0, 1))
    await queueWelcome([t.other], t.otherAccountId)
    smtp.behave(({ to }) => (to === people[0]!.email ? 'hang' : 'accept'))
    const deliver = startDelivery({ timeoutMs: 2_000 })
    let over = false
    const slow = deliver().then(() => {
      over = true
    })
    await expect.poll(() => smtp.received.length).toBe(1)
    await deliver(t.otherAccountId)
    expect(smtp.received.map((mail) => mail.to[0])).toEqual([people[0]!.email, t.other.email])
    await deliver()
    expect(over).toBe(false)
    expect(await nextWake(`mails.deliver:${t.accountId}`)).toBeLessThan(1.1)
    await slow
    expect(await outbox()).toMatchObject([
      { state: 'queued', attempts: 1, last_error: 'The mail server did not answer in time' },
    ])
  })

  test('REL-1 a worker that dies after it took mails leaves them due again, and the queue comes back for them', async () => {
    await queueWelcome(people.slice(0, 3))
    const { mails } = await turnMails(t.system(t.accountId), { settle: [], take: 2, reactions })
    expect(mails).toHaveLength(2)
    const wake = (await nextWake())!
    expect(wake).toBeGreaterThan(20)
    expect(wake).toBeLessThan(40)
    const other = startDelivery()
    await other()
    expect(await count('sent')).toBe(1)
    await makeDue()
    await other()
    expect(await count('sent')).toBe(3)
    expect(smtp.received).toHaveLength(3)
  })

  test('REL-5 a reaction that fails leaves the mail unmarked: neither half is stored', async () => {
    await queueWelcome(people.slice(0, 1))
    const failing = { ...reactions, onHandedOver: async () => Promise.reject(new Error('no')) }
    await expect(startDelivery({ reactions: failing })()).rejects.toThrow('no')
    expect(await outbox()).toMatchObject([{ state: 'queued', attempts: 1 }])
  })
})

test('SEC-28 no more mails in an hour than the account may send, the rest when it is over', async () => {
  const limit = t.house.settings.mailsPerHour
  t.house.settings.mailsPerHour = 3
  try {
    await queueWelcome(people)
    const deliver = startDelivery()
    await deliver()
    await deliver()
    expect(await count('sent')).toBe(3)
    expect(await nextWake()).toBeGreaterThan(3_000)
    await t.inside(t.accountId, ({ tx }) =>
      tx.run(sql`update mails set sent_at = now() - interval '61 minutes' where state = 'sent'`),
    )
    await deliver()
    expect(await count('sent')).toBe(6)
  } finally {
    t.house.settings.mailsPerHour = limit
  }
})

test('SEC-14 links begin with PUBLIC_URL, whatever Host and X-Forwarded-* say', async () => {
  const evil = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
  }
  const url = `/api/accounts/${t.accountId}/users`
  const { status } = await t.call(
    t.admin,
    'POST',
    url,
    { name: 'Zoe', email: 'zoe@harbour.example' },
    { ...evil, origin: 'http://127.0.0.1:3000' },
  )
  expect(status).toBe(201)
  await t.call(null, 'POST', '/api/password-resets', { email: people[0]!.email }, evil)
  await expect.poll(() => outbox().then((mails) => mails.length)).toBe(2)
  await startDelivery()()
  expect(smtp.received).toHaveLength(2)
  for (const { parsed } of smtp.received) {
    const links = `${parsed.text}\n${parsed.html}`.match(/\bhttps?:\/\/[^\s"'<]+/g) ?? []
    const ours = links.filter((link) => !link.startsWith('http://www.w3.org/'))
    expect(ours.length).toBeGreaterThan(1)
    expect(ours.filter((link) => !link.startsWith('http://127.0.0.1:3000/'))).toEqual([])
    expect(`${parsed.text}${parsed.html}${parsed.headerLines.map((header) => header.line).join()}`).not.toContain(
      'evil.example',
    )
  }
})

test('SEC-15 logs name neither tokens nor addresses nor texts, whatever the server answers', async () => {
  const tokens = await queueWelcome(people.slice(0, 3))
  const answers = [
    `5.7.1 spam https://accounts.example/register#${tokens[0]}`,
    `5.7.1 ${tokens[1]}`,
    `4.0.0 <${people[2]!.email}> later`,
  ]
  smtp.behave(({ number }) => ({ code: number === 3 ? 451 : 550, text: answers[number - 1] ?? 'no', at: 'data' }))
  await startDelivery()()
  expect(lines.length).toBeGreaterThan(2)
  const everything = lines.join('') + JSON.stringify(await outbox())
  for (const token of tokens) expect(everything).not.toContain(token)
  expect(lines.join('')).not.toContain('@')
  for (const line of lines) expect(() => JSON.parse(line)).not.toThrow()
})

describe('mails of a job', () => {
  const jobId = '01a00000-0000-7000-8000-000000000001'
  const runs = (state: 'running' | 'done') =>
    t.inside(t.accountId, ({ tx }) =>
      tx.run(sql`
        insert into jobs (account_id, id, action, actor, state, lease_until)
        values (${t.accountId}, ${jobId}, 'send_welcome_email', '{"kind": "system", "name": "test"}', 'running', now() + interval '5 seconds')
        on conflict (account_id, id) do update set state = ${state}, lease_until = now()`),
    )

  test('wait while it is worked on, what a person asked for does not; they go when it ends', async () => {
    await runs('running')
    await queueWelcome([people[0]!], t.accountId, jobId)
    await queueWelcome([people[1]!])
    const deliver = startDelivery()
    await deliver()
    expect(smtp.received.flatMap((mail) => mail.to)).toEqual([people[1]!.email])
    expect(await nextWake()).toBeLessThan(1)
    await runs('done')
    await deliver()
    expect(smtp.received.flatMap((mail) => mail.to)).toEqual([people[1]!.email, people[0]!.email])
  })

  test('go on where its worker died', async () => {
    await runs('running')
    await queueWelcome([people[2]!], t.accountId, jobId)
    await startDelivery()()
    expect(smtp.received.flatMap((mail) => mail.to)).toEqual([people[2]!.email])
    await runs('done')
  })
})
