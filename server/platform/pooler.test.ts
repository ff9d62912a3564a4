import { afterAll, beforeAll, expect, test } from 'vitest'
import { cloneDatabase, type TestDatabase } from '../../test/harness/database.ts'
import { startPooler } from '../../test/harness/pooler.ts'
import { readConfig } from '../config.ts'
import { type Database, openDatabase } from './db.ts'
import { newId } from './ids.ts'
import { sql } from './sql.ts'

/** What an external pooler in transaction mode asks: no transaction relies on what another one left on its connection. */

let database: TestDatabase
let pooler: { url: string; stop(): Promise<void> }
const open: Database[] = []

beforeAll(async () => {
  database = await cloneDatabase()
  pooler = await startPooler(database.directUrl, 2)
})
afterAll(async () => {
  for (const db of open) await db.close()
  await pooler.stop()
  await database.drop()
})

const openThere = (prepared: boolean) => {
  const db = openDatabase({ url: pooler.url, max: 5, prepared })
  open.push(db)
  return db
}

/** Forty transactions of five connections over two: each sees its own account, and says on which connection. */
function many(db: Database) {
  let begun = 0
  const together = Promise.withResolvers<void>()
  const all = Promise.all(
    Array.from({ length: 40 }, () => {
      const accountId = newId()
      return db.inAccount(accountId, async (tx) => {
        const [first] = await tx.query<{ account: string; pid: number }>(
          sql`select current_setting('app.account_id') as account, pg_backend_pid() as pid`,
        )
        // The first one waits for a second, so that one connection can't serve them all.
        if (++begun === 2) together.resolve()
        await together.promise
        const [again] = await tx.query<{ account: string; pid: number }>(
          sql`select current_setting('app.account_id') as account, pg_backend_pid() as pid`,
        )
        expect(again).toEqual(first)
        expect(first!.account).toBe(accountId)
        return first!.pid
      })
    }),
  )
  // Whoever waits waits no more when one has failed.
  all.catch(() => together.resolve())
  return all
}

test('named statements do not survive it, so there is a switch', async () => {
  await expect(many(openThere(true))).rejects.toThrow(/prepared statement ".*" (does not exist|already exists)/)
})

test('without names five connections share two, and no account is left behind on either', async () => {
  const db = openThere(false)
  expect(new Set(await many(db)).size).toBe(2)
  for (let n = 0; n < 4; n++) {
    const [row] = await db.global<{ account: string | null }>(
      sql`select current_setting('app.account_id', true) as account`,
    )
    expect(row!.account ?? '').toBe('')
  }
})

test('a failed transaction leaves the connection to the next', async () => {
  const db = openThere(false)
  const failing = () =>
    db.inAccount(newId(), async (tx) => {
      await tx.query(sql`select 1 / ${0}::integer`)
    })
  for (let n = 0; n < 4; n++) await expect(failing()).rejects.toThrow('division by zero')
  expect(new Set(await many(db)).size).toBe(2)
})

test('the worker, which listens, wants the database itself', () => {
  const given = {
    DATABASE_URL: 'postgres://pooler/x',
    SECRET_KEY: 'q8f7w6e5r4t3z2u1i0o9p8a7s6d5f4g3h2j1',
    DATABASE_PREPARED: 'off',
  }
  expect(() => readConfig(given)).toThrow('DATABASE_DIRECT_URL')
  expect(readConfig({ ...given, DATABASE_DIRECT_URL: 'postgres://database/x' }).databasePrepared).toBe(false)
})
