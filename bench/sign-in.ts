import { readConfig } from '../server/config.ts'
import { openSession, setPassword } from '../server/features/credentials/credentials.ts'
import { addSource, createSourceToken } from '../server/features/sources/sources.ts'
import { createUsers, markRegistered } from '../server/features/users/users.ts'
import { createHouse } from '../server/house.ts'
import { type House, systemContext } from '../server/platform/context.ts'
import { createLog } from '../server/platform/log.ts'
import { command } from '../server/platform/operation.ts'

/** Who asks in the benchmark: an admin with a session, and a directory with two tokens, each with a share of its own. */
export type Caller = { accountId: string; cookie: string; tokens: readonly [string, string] }

/** A house like that of the server under test: same database, same key. */
export const openHouse = (databaseUrl: string, publicUrl: string, secretKey: string): House =>
  createHouse({
    config: readConfig({ LOG_LEVEL: 'silent' }),
    databaseUrl,
    publicUrl,
    secretKey,
    log: createLog('silent'),
  })

export async function signIn(house: House, accountId: string): Promise<Caller> {
  const context = systemContext({ house, accountId, name: 'bench' })
  const email = `bench-${process.pid}-${process.hrtime.bigint()}@bench.example`
  const values = { name: 'Bench admin', firstName: null, lastName: null, mobile: null, extension: null, email }
  const [user] = await createUsers(context, {
    users: [{ values, role: 'account_admin' }],
    origin: 'console',
    welcome: false,
  })
  const register = command<void, string>({ name: 'register', permission: 'system' }, async (inside) => {
    await setPassword(inside, user!.id, 'a long and calm evening')
    const changed = await markRegistered(inside, { userId: user!.id })
    return { changed, result: await openSession(inside, user!.id, null) }
  })
  const session = await register(context)
  const source = await addSource(context, { kind: 'scim', name: `Bench ${process.pid} ${accountId.slice(0, 8)}` })
  const one = await createSourceToken(context, { sourceId: source.id })
  const two = await createSourceToken(context, { sourceId: source.id })
  return { accountId, cookie: `session=${session}`, tokens: [one.token, two.token] }
}
