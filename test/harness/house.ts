import type { FastifyInstance } from 'fastify'
import { afterAll, expect } from 'vitest'
import { buildApp } from '../../server/app.ts'
import { readConfig } from '../../server/config.ts'
import { createPartnerAccount } from '../../server/features/accounts/accounts.ts'
import { openSession, setPassword } from '../../server/features/credentials/credentials.ts'
import { createUsers, markRegistered } from '../../server/features/users/users.ts'
import { createHouse } from '../../server/house.ts'
import { type Context, type House, systemContext, type TxContext } from '../../server/platform/context.ts'
import { silentLog } from '../../server/platform/log.ts'
import { command } from '../../server/platform/operation.ts'
import { cloneDatabase, type TestDatabase } from './database.ts'

export const password = 'a long and calm evening'
export const publicUrl = 'http://127.0.0.1:3000'

export type Person = { id: string; accountId: string; email: string; cookie: string }

/** The whole program on a database of its own, without a port: requests by inject(). */
export type TestHouse = {
  house: House
  app: FastifyInstance
  database: TestDatabase
  /** A context of the program itself in an account. */
  system(accountId: string): Context
  /** Runs inside a transaction of an account, as the program itself. */
  inside<T>(accountId: string, run: (context: TxContext) => Promise<T>): Promise<T>
  call(
    person: Person | null,
    method: string,
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>
}

export type Answer = { status: number; body: Record<string, any>; headers: Record<string, unknown>; text: string }

/** database: one of the test’s own, instead of a clone of the template. */
export type HouseOptions = { env?: Record<string, string>; database?: TestDatabase }

// Registered while the file is read: what a hook that runs already registers is never called.
const started: (() => Promise<void>)[] = []
afterAll(async () => {
  for (const stop of started.splice(0)) await stop()
})

/** Builds it for one test file, and takes it down at the end. */
export async function startHouse(options: HouseOptions = {}): Promise<TestHouse> {
  const clone = options.database ? undefined : await cloneDatabase()
  const database = options.database ?? clone!
  const config = readConfig({ LOG_LEVEL: 'silent', ...pooled, ...options.env })
  const house = createHouse({
    config,
    databaseUrl: database.appUrl,
    publicUrl: options.env?.PUBLIC_URL ?? publicUrl,
    secretKey: 'a key for tests, 32 characters or more',
    log: silentLog,
  })
  const app = await buildApp(house)
  started.push(async () => {
    await app.close()
    await house.db.close()
    // Whatever a file did: what every page shows of licences is what they are (users.sql.ts, updateLicensed).
    if (clone) expect(await clone.wronglyLicensed()).toEqual([])
    await database.drop()
  })
  const system = (accountId: string) => systemContext({ house, accountId, name: 'test' })
  return {
    house,
    app,
    database,
    system,
    inside: (accountId, run) => house.db.inAccount(accountId, (tx) => run({ ...system(accountId), tx })),
    async call(person, method, url, body, headers = {}) {
      const answer = await app.inject({
        method: method as 'GET',
        url,
        headers: { ...(person ? { cookie: person.cookie } : {}), ...headers },
        ...(body === undefined ? {} : { payload: body as object }),
      })
      return {
        status: answer.statusCode,
        body: answer.body ? safeJson(answer.body) : {},
        headers: answer.headers,
        text: answer.body,
      }
    },
  }
}

const safeJson = (text: string): Record<string, any> => {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

const pooled: Record<string, string> = process.env.TEST_POOLER ? { DATABASE_PREPARED: 'off' } : {}

let people = 0

/** A registered user with a session, in a partner or a customer account. */
export async function makePerson(
  t: TestHouse,
  accountId: string,
  role: 'partner' | 'account_admin' | 'user',
  email = `person${++people}@test.example`,
): Promise<Person> {
  const values = { name: null, firstName: 'Test', lastName: `Person ${people}`, mobile: null, extension: null, email }
  const [user] = await createUsers(t.system(accountId), {
    users: [{ values, role: role === 'account_admin' ? role : 'user' }],
    origin: 'console',
    welcome: false,
  })
  const register = command<void, string>({ name: 'register', permission: 'system' }, async (context) => {
    await setPassword(context, user!.id, password)
    const changed = await markRegistered(context, { userId: user!.id })
    return { changed, result: await openSession(context, user!.id, null) }
  })
  const token = await register(t.system(accountId))
  return { id: user!.id, accountId, email, cookie: `session=${token}` }
}

export type World = TestHouse & {
  partner: Person
  admin: Person
  user: Person
  other: Person
  accountId: string
  otherAccountId: string
  partnerAccountId: string
}

/** A partner with two customer accounts; `admin` and `user` in the first, `other` (an admin) in the second. */
export async function startWorld(options: HouseOptions = {}): Promise<World> {
  const t = await startHouse(options)
  const partnerAccount = await createPartnerAccount(t.system('00000000-0000-7000-8000-000000000000'), 'Northwind')
  const partner = await makePerson(t, partnerAccount.id, 'partner')
  const create = async (name: string) => (await t.call(partner, 'POST', '/api/accounts', { name })).body.id as string
  const accountId = await create('Harbour')
  const otherAccountId = await create('Alpine')
  return {
    ...t,
    partner,
    accountId,
    otherAccountId,
    partnerAccountId: partnerAccount.id,
    admin: await makePerson(t, accountId, 'account_admin'),
    user: await makePerson(t, accountId, 'user'),
    other: await makePerson(t, otherAccountId, 'account_admin'),
  }
}
