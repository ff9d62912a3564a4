import { beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makePerson, startWorld, type World } from '../../../test/harness/house.ts'
import { readLinkToken } from '../../platform/secrets.ts'
import { sql } from '../../platform/sql.ts'
import {
  accountOfToken,
  consumeLink,
  issueLinks,
  linkOf,
  lockLink,
  markHandedOver,
  type OneTimeLink,
  type Purpose,
  readLink,
  tryCode,
  voidLinks,
} from './one-time-links.ts'

let t: World
let userId: string
beforeAll(async () => {
  t = await startWorld()
})
beforeEach(async () => {
  userId = (await makePerson(t, t.accountId, 'user')).id
})

const issue = (purpose: Purpose, ...ids: string[]) =>
  t.inside(t.accountId, async (context) => {
    const links = await issueLinks(
      context,
      (ids.length ? ids : [userId]).map((id) => ({ userId: id })),
      purpose,
    )
    const found = []
    for (const { linkId } of links) found.push((await linkOf(context, linkId))!)
    return found
  })
const one = async (purpose: Purpose) => (await issue(purpose))[0]!
const read = (token: string, purpose: Purpose, accountId = t.accountId) =>
  t.inside(accountId, (context) => readLink(context, token, purpose))
const redeem = (token: string, purpose: Purpose) =>
  t.inside(t.accountId, async (context) => {
    const link = await lockLink(context, token, purpose)
    return link?.state === 'open' && (await consumeLink(context, link.linkId)) ? 'won' : (link?.state ?? 'unknown')
  })
const guess = (code: string, ...ids: string[]) =>
  t.inside(t.accountId, (context) => tryCode(context, { userIds: ids.length ? ids : [userId], code }))
const update = (statement: Parameters<Parameters<Parameters<World['inside']>[1]>[0]['tx']['run']>[0]) =>
  t.inside(t.accountId, (context) => context.tx.run(statement))
const wrong = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, '0')

describe('SEC-11 a token is bound, hashed and used once', () => {
  test('SEC-11 a changed token, another account, another purpose and no token at all are unknown', async () => {
    const { token } = await one('reset')
    const flipped = `${token.slice(0, -3)}${token.at(-3) === 'A' ? 'B' : 'A'}${token.slice(-2)}`
    expect(readLinkToken(flipped)?.id).toBe(readLinkToken(token)?.id)
    for (const bad of [flipped, token.slice(0, -1), `${token}A`, '', 'x'.repeat(86)])
      expect(await read(bad, 'reset')).toBeNull()
    expect(await read(token, 'welcome')).toBeNull()
    expect(await read(token, 'reset', t.otherAccountId)).toBeNull()
    expect(accountOfToken('nothing')).toBeNull()
    expect(accountOfToken(token)).toBe(t.accountId)
    expect(await read(token, 'reset')).toMatchObject({ userId, purpose: 'reset', state: 'open' })
  })

  test('SEC-11 of 50 parallel redemptions one wins and the others find the link used', async () => {
    const { token } = await one('welcome')
    const results = await Promise.all(Array.from({ length: 50 }, () => redeem(token, 'welcome')))
    expect(results.filter((result) => result === 'won')).toHaveLength(1)
    expect(results.filter((result) => result === 'used')).toHaveLength(49)
  })

  test('SEC-11 using a link up works once even without its lock', async () => {
    const { linkId } = await one('welcome')
    const results = await Promise.all(
      Array.from({ length: 20 }, () => t.inside(t.accountId, (context) => consumeLink(context, linkId))),
    )
    expect(results.filter(Boolean)).toHaveLength(1)
  })

  test('SEC-12 reading a link changes nothing', async () => {
    const { token } = await one('welcome')
    for (let i = 0; i < 10; i++) await read(token, 'welcome')
    expect(await redeem(token, 'welcome')).toBe('won')
  })

  test('SEC-15 neither token nor code stands in the table', async () => {
    const { token, code } = await one('reset')
    const rows = await t.inside(t.accountId, (context) =>
      context.tx.query<Record<string, unknown>>(sql`
      select l::text || encode(l.token_hash, 'escape') || encode(l.code_hash, 'escape') as everything from one_time_links l`),
    )
    expect(rows.length).toBeGreaterThan(0)
    const everything = rows.map((row) => row.everything).join('\n')
    expect(everything).not.toContain(token)
    expect(everything).not.toContain(code)
    expect(everything).not.toContain(Buffer.from(token, 'base64url').subarray(32).toString('hex'))
  })
})

describe('R15 the time to live runs from the first hand-over, by the database’s clock', () => {
  test.each([
    ['welcome', '4 days'],
    ['reset', '60 minutes'],
  ] as const)('R15 a %s link is open before it is handed over, and for %s after that', async (purpose, time) => {
    const { linkId, token } = await one(purpose)
    const state = async () => (await read(token, purpose))?.state
    await update(sql`update one_time_links set created_at = now() - interval '30 days' where id = ${linkId}`)
    expect(await state()).toBe('open')
    await update(
      sql`update one_time_links set handed_over_at = now() - ${time}::interval + interval '5 seconds' where id = ${linkId}`,
    )
    expect(await state()).toBe('open')
    await t.inside(t.accountId, (context) => markHandedOver(context, [linkId]))
    await update(
      sql`update one_time_links set handed_over_at = handed_over_at - interval '5 seconds' where id = ${linkId}`,
    )
    expect(await state()).toBe('expired')
    expect(await redeem(token, purpose)).toBe('expired')
    expect(await t.inside(t.accountId, (context) => consumeLink(context, linkId))).toBe(false)
  })
})

describe('SEC-13 links that are void', () => {
  test('SEC-13 a new link revokes the older one of its purpose and of nobody else', async () => {
    const second = (await makePerson(t, t.accountId, 'user')).id
    const [old, others] = await issue('reset', userId, second)
    const welcome = await one('welcome')
    const fresh = await one('reset')
    expect(await read(old!.token, 'reset')).toMatchObject({ state: 'revoked' })
    expect(await redeem(old!.token, 'reset')).toBe('revoked')
    for (const [link, purpose] of [
      [others!, 'reset'],
      [welcome, 'welcome'],
      [fresh, 'reset'],
    ] as const) {
      expect(await read(link.token, purpose)).toMatchObject({ state: 'open' })
    }
    expect(fresh.token).not.toBe(old!.token)
  })

  test('SEC-13 issued twice at once, one of them is open', async () => {
    const links = await Promise.all(Array.from({ length: 8 }, () => one('welcome')))
    const states = await Promise.all(links.map(async ({ token }) => (await read(token, 'welcome'))?.state))
    expect(states.filter((state) => state === 'open')).toHaveLength(1)
    expect(states.filter((state) => state === 'revoked')).toHaveLength(7)
  })

  test('SEC-13 voided links are revoked, used ones stay used', async () => {
    const used = await one('welcome')
    await redeem(used.token, 'welcome')
    const reset = await one('reset')
    expect(await t.inside(t.accountId, (context) => voidLinks(context, [userId], ['welcome', 'reset']))).toBe(1)
    expect(await read(reset.token, 'reset')).toMatchObject({ state: 'revoked' })
    expect(await read(used.token, 'welcome')).toMatchObject({ state: 'used' })
  })

  test.each([
    ['deleted', sql`deleted_at = now()`],
    ['suspended', sql`suspended_by_admin = true`],
    ['inactive at its source', sql`source_active = false`],
  ])('SEC-7 the token of a user who is %s answers like an unknown one', async (_, change) => {
    const { token, linkId } = await one('reset')
    await update(sql`update users set ${change} where id = ${userId}`)
    const answers: (OneTimeLink | null)[] = [
      await read(token, 'reset'),
      await t.inside(t.accountId, (context) => lockLink(context, token, 'reset')),
    ]
    expect(answers).toEqual([null, null])
    const code = await t.inside(t.accountId, async (context) => (await linkOf(context, linkId))!.code!)
    expect(await guess(code)).toBeNull()
  })
})

describe('R18 a code allows 5 tries', () => {
  test('R18 the right code leads to the link, however it is spaced, and costs no try', async () => {
    const { token, code } = await one('reset')
    for (let i = 0; i < 6; i++) expect(await guess(` ${code!.slice(0, 3)} ${code!.slice(3)}\n`)).toBe(token)
  })

  test('R18 after 5 wrong codes the right one is refused; the link itself goes on working', async () => {
    const { token, code } = await one('reset')
    for (let i = 0; i < 4; i++) expect(await guess(wrong(code!))).toBeNull()
    expect(await guess(code!)).toBe(token)
    expect(await guess(wrong(code!))).toBeNull()
    expect(await guess(code!)).toBeNull()
    expect(await redeem(token, 'reset')).toBe('won')
  })

  test('R18 a wrong try counts against every open code of the users together', async () => {
    const second = (await makePerson(t, t.accountId, 'user')).id
    const [a, b] = await issue('reset', userId, second)
    const nobodys = [wrong(a!.code!), wrong(wrong(a!.code!))].find((code) => code !== b!.code)!
    for (let i = 0; i < 4; i++) await guess(nobodys, userId, second)
    expect(await guess(b!.code!, userId, second)).toBe(b!.token)
    await guess(nobodys, userId, second)
    expect(await guess(a!.code!, userId, second)).toBeNull()
    expect(await guess(b!.code!, userId, second)).toBeNull()
  })

  test('R18 parallel guesses get no more than 5 tries', async () => {
    const { code } = await one('reset')
    await Promise.all(Array.from({ length: 30 }, () => guess(wrong(code!))))
    expect(await guess(code!)).toBeNull()
  })

  test('R18 a code is dead with its link: used, replaced or expired', async () => {
    const first = await one('reset')
    const second = await one('reset')
    if (first.code !== second.code) expect(await guess(first.code!)).toBeNull()
    await update(
      sql`update one_time_links set handed_over_at = now() - interval '61 minutes' where id = ${second.linkId}`,
    )
    expect(await guess(second.code!)).toBeNull()
    const third = await one('reset')
    await redeem(third.token, 'reset')
    expect(await guess(third.code!)).toBeNull()
  })
})
