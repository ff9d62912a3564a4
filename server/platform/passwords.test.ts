import { expect, test } from 'vitest'
import { hashPassword, turns, verifyPassword } from './passwords.ts'
import { Problem } from './problem.ts'

test('SEC-1 a long password is never truncated: its last letter counts', async () => {
  const long = 'x'.repeat(1000)
  const hash = await hashPassword(`${long}a`)
  expect(await verifyPassword(hash, `${long}b`)).toBe(false)
  expect(await verifyPassword(hash, long)).toBe(false)
  expect(await verifyPassword(hash, `${long}a`)).toBe(true)
})

test('SEC-4 é typed as one character or as two is the same password, É is not', async () => {
  const spelled = ['caf\u00e9 au lait', 'cafe\u0301 au lait']
  for (const [set, given] of [spelled, spelled.toReversed()] as [string, string][]) {
    const hash = await hashPassword(set)
    expect(await verifyPassword(hash, 'CAF\u00c9 au lait')).toBe(false)
    expect(await verifyPassword(hash, given)).toBe(true)
  }
})

test('SEC-5 the hash is argon2id with 19 MiB and two passes, salted anew each time', async () => {
  const [one, two] = await Promise.all([hashPassword('the same'), hashPassword('the same')])
  expect(one).not.toBe(two)
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('SEC-5 the queue is bounded: a flood is refused with 503 at once, nobody is forgotten, order is kept', async () => {
  const inTurn = turns(2, 10)
  const release: (() => void)[] = []
  const done: number[] = []
  let most = 0
  const flood = Array.from({ length: 17 }, (_, index) =>
    inTurn(async () => {
      most = Math.max(most, release.length)
      await new Promise<void>((resolve) => release.push(resolve))
      done.push(index)
      if (index === 3) throw new Error('one that fails')
    }).then(
      () => 'done',
      (error: Error) => (error instanceof Problem ? error.code : error.message),
    ),
  )
  const last = await Promise.all(flood.slice(12))
  expect(last).toEqual(Array(5).fill('unavailable'))
  for (let step = 0; step < 12; step++) {
    expect(release.length).toBeLessThanOrEqual(2)
    release.shift()?.()
    await new Promise(setImmediate)
  }
  expect(await Promise.all(flood.slice(0, 12))).toEqual(
    Array.from({ length: 12 }, (_, i) => (i === 3 ? 'one that fails' : 'done')),
  )
  expect(done).toEqual([...done].sort((a, b) => a - b))
  expect(most).toBeLessThanOrEqual(2)
  expect(await inTurn(async () => 'after it')).toBe('after it')
})

test('SEC-5 hashing leaves the event loop free', async () => {
  let turned = 0
  const ticking = setInterval(() => turned++, 1)
  await Promise.all(Array.from({ length: 6 }, () => verifyPassword(null, 'x')))
  clearInterval(ticking)
  expect(turned).toBeGreaterThan(1)
})

test('SEC-7 verifying for nobody runs the same work as for somebody and is never right', async () => {
  const real = await hashPassword('something')
  const cpu = async (hash: string | null) => {
    const before = process.cpuUsage()
    for (let tries = 0; tries < 8; tries++) expect(await verifyPassword(hash, 'else')).toBe(false)
    const { user, system } = process.cpuUsage(before)
    return user + system
  }
  await cpu(null)
  // Loose on purpose: without the work it would be a thousandth.
  expect((await cpu(null)) / (await cpu(real))).toBeGreaterThan(0.3)
  expect(await verifyPassword(null, '')).toBe(false)
})
