import { expect, test } from 'vitest'
import { startHouse } from '../../test/harness/house.ts'
import { Problem } from './problem.ts'
import { sql } from './sql.ts'
import { countTry, forgetTries, isRemembered, type Limit, remember, sourceOf, takeBack } from './throttle.ts'

const { house } = await startHouse()

let subjects = 0
const counterOf = (limit: Limit) => ({ limit, subject: `subject ${++subjects}` })
const limit: Limit = { name: 'test', free: 3, longest: 60, forget: 600 }

/** Seconds to wait, or 'counted'. */
const outcome = async (...counters: Parameters<typeof countTry>[1][number][]): Promise<number | 'counted'> => {
  try {
    await countTry(house, counters)
    return 'counted'
  } catch (error) {
    if (error instanceof Problem && error.code === 'too_many_requests') return error.extras.retryAfterSeconds!
    throw error
  }
}
/** The database’s clock can’t be moved, so all counters are: they stand as if the last try were so long ago. */
const pass = (seconds: number) =>
  house.db.global(sql`update throttles set since = now() - ${seconds}::integer * interval '1 second'`)

test('SEC-6 after the free tries each try waits twice as long as the one before, up to the longest', async () => {
  const counter = counterOf(limit)
  for (let tries = 0; tries < 3; tries++) expect(await outcome(counter)).toBe('counted')
  const waits: number[] = []
  for (let tries = 0; tries < 8; tries++) {
    await pass(0)
    const wait = await outcome(counter)
    expect(wait).not.toBe('counted')
    waits.push(Number(wait))
    await pass(Number(wait))
    expect(await outcome(counter)).toBe('counted')
  }
  expect(waits).toEqual([1, 2, 4, 8, 16, 32, 60, 60])
})

test('SEC-6 a flood of refused tries does not push the next free moment away', async () => {
  const counter = counterOf({ ...limit, first: 30 })
  for (let tries = 0; tries < 3; tries++) await outcome(counter)
  for (let tries = 0; tries < 50; tries++) expect(Number(await outcome(counter))).toBeLessThanOrEqual(30)
  await pass(30)
  expect(await outcome(counter)).toBe('counted')
})

test('SEC-6 of 40 tries at the same moment only the free ones are counted', async () => {
  const counter = counterOf({ ...limit, first: 60 })
  const outcomes = await Promise.all(Array.from({ length: 40 }, () => outcome(counter)))
  expect(outcomes.filter((one) => one === 'counted')).toHaveLength(3)
})

test('SEC-6 a refusal at one counter leaves the others as they were', async () => {
  const full = counterOf({ ...limit, free: 1, first: 60 })
  const other = counterOf({ ...limit, free: 1, first: 60 })
  expect(await outcome(full)).toBe('counted')
  expect(await outcome(other, full)).toBe(60)
  expect(await outcome(other)).toBe('counted')
})

test('SEC-6 a rightful try is taken back, forgotten tries and time start counting again', async () => {
  const counter = counterOf({ ...limit, free: 1, first: 60 })
  for (let tries = 0; tries < 3; tries++) {
    expect(await outcome(counter)).toBe('counted')
    await takeBack(house, [counter])
  }
  expect(await outcome(counter)).toBe('counted')
  expect(await outcome(counter)).toBe(60)
  await forgetTries(house, [counter])
  expect(await outcome(counter)).toBe('counted')
  await pass(601)
  expect(await outcome(counter)).toBe('counted')
  expect(await outcome(counter)).toBe(60)
})

test('a mark is remembered for its time and kept under a keyed hash', async () => {
  const mark = { limit: { ...limit, name: 'mark' }, subject: 'somebody@test.example' }
  expect(await isRemembered(house, mark)).toBe(false)
  await remember(house, mark)
  expect(await isRemembered(house, mark)).toBe(true)
  await pass(601)
  expect(await isRemembered(house, mark)).toBe(false)
  const keys = await house.db.global<{ key: Buffer }>(sql`select key from throttles`)
  expect(keys.every(({ key }) => key.length === 32)).toBe(true)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:DB8:1:2::9', '2001:db8:1:2'],
  ['2001:db8::9', '2001:db8:0:0'],
  ['::1', '0:0:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  [null, 'unknown'],
])('SEC-6 the source of %s is %s', (ip, source) => {
  expect(sourceOf(ip)).toBe(source)
})
