import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../test/harness/house.ts'
import type { TxContext } from './context.ts'
import { command, housekeeping, query } from './operation.ts'
import { record, recordSame } from './record.ts'
import { sql } from './sql.ts'

let w: World
beforeAll(async () => {
  w = await startWorld()
})

const write = ({ tx }: TxContext, mobile: string) =>
  tx.run(sql`update users set mobile = ${mobile} where id = ${w.user.id}`)
const note = (context: TxContext, times: number) =>
  record(
    context,
    Array.from({ length: times }, () => ({ name: 'user.updated' as const, userId: w.user.id })),
  )
const mobile = async () => {
  const answer = await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${w.user.id}`)
  expect(answer.status).toBe(200)
  return answer.body.mobile
}

/** A command that writes, says that `changed` users changed, and records `events`. */
const saying = (changed: number, events: number) =>
  command<string, void>({ name: 'trial', permission: 'system' }, async (context, value) => {
    await write(context, value)
    await note(context, events)
    return { changed, result: undefined }
  })

describe('SEC-37 the spine', () => {
  test.each([
    ['one by one', (context: TxContext) => note(context, 2)],
    [
      'as a set',
      (context: TxContext) => recordSame(context, 'user.updated', [{ id: w.user.id, version: 2 }], { product: 'x' }),
    ],
  ])('SEC-37 events of an account that is not there are refused, recorded %s', async (_, noted) => {
    const nobody = '01a00000-0000-7000-8000-000000000000'
    await expect(w.inside(nobody, noted)).rejects.toMatchObject({ code: '23502', table: 'events' })
    await expect(w.inside(w.accountId, noted)).resolves.toBeUndefined()
  })

  test.each([
    [1, 0],
    [0, 1],
    [1, 2],
    [2, 1],
  ])('SEC-37 a command that says %i changed and records %i events stores nothing', async (changed, events) => {
    const before = await mobile()
    await expect(saying(changed, events)(w.system(w.accountId), `+${changed}${events}`)).rejects.toThrow(
      /events recorded/,
    )
    expect(await mobile()).toBe(before)
  })

  test('SEC-37 one whose events cover what changed is stored', async () => {
    await saying(1, 1)(w.system(w.accountId), '+49 30 1')
    expect(await mobile()).toBe('+49 30 1')
  })

  test('SEC-37 a command within a command accounts for itself and for the whole', async () => {
    const outer = (changed: number) =>
      command<void, void>({ name: 'outer', permission: 'system' }, async (context) => {
        await saying(1, 1)(context, `+49 40 ${changed}`)
        return { changed, result: undefined }
      })
    await expect(outer(0)(w.system(w.accountId))).rejects.toThrow(/outer: 0 changed, but 1 events recorded/)
    expect(await mobile()).toBe('+49 30 1')
    await outer(1)(w.system(w.accountId))
    expect(await mobile()).toBe('+49 40 1')
  })

  test('SEC-37 an inner failure that is caught leaves the whole to decide: what it wrote does not stay unrecorded', async () => {
    const outer = command<void, void>({ name: 'outer', permission: 'system' }, async (context) => {
      await saying(1, 0)(context, '+49 50 1').catch(() => {})
      return { changed: 0, result: undefined }
    })
    const before = await mobile()
    await outer(w.system(w.accountId)).catch(() => {})
    expect(await mobile()).toBe(before)
  })

  test('a query can’t write', async () => {
    const reading = query<string, number>({ name: 'reading', permission: 'system' }, write)
    await expect(reading(w.system(w.accountId), '+1')).rejects.toMatchObject({ code: '25006' })
  })

  test('housekeeping writes without an event', async () => {
    const keeping = housekeeping<string, number>({ name: 'keeping', permission: 'system' }, write)
    expect(await keeping(w.system(w.accountId), '+2')).toBe(1)
  })
})

describe('two that wait for each other', () => {
  /** Holds both users, one after the other; the second is asked for only when `meet` says that both hold their first. */
  const holding = (order: readonly string[], meet: () => Promise<void>) =>
    command<void, number>({ name: 'holding', permission: 'system' }, async (context) => {
      const hold = (id: string) => context.tx.run(sql`select from users where id = ${id} for update`)
      await hold(order[0]!)
      await meet()
      await hold(order[1]!)
      await note(context, 1)
      return { changed: 1, result: 1 }
    })

  test('REL-7 both are done, one of them at a second try, and each is recorded once', async () => {
    const [one, two] = [w.user.id, w.admin.id]
    let arrived = 0
    let open = () => {}
    const both = new Promise<void>((resolve) => {
      open = resolve
    })
    const meet = async () => {
      if (++arrived === 2) open()
      await both
    }
    const events = async () =>
      (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/events?name=user.updated&limit=200`)).body.items
        .length
    const before = await events()
    const context = () => w.system(w.accountId)
    await Promise.all([holding([one, two], meet)(context()), holding([two, one], meet)(context())])
    expect(arrived).toBe(3)
    expect(await events()).toBe(before + 2)
  })

  test('REL-7 what fails otherwise is not tried again', async () => {
    let times = 0
    const failing = command<void, void>({ name: 'failing', permission: 'system' }, async () => {
      times++
      throw new Error('no')
    })
    await expect(failing(w.system(w.accountId))).rejects.toThrow('no')
    expect(times).toBe(1)
  })
})
