import { readFileSync } from 'node:fs'
import { ConfigError } from '../config.ts'
import { listAccounts } from '../features/accounts/accounts.ts'
import { type House, systemContext, type TxContext } from '../platform/context.ts'
import { sha256 } from '../platform/ids.ts'
import { command } from '../platform/operation.ts'
import { Problem } from '../platform/problem.ts'
import { record } from '../platform/record.ts'
import { selectKnown, selectLoaded } from './demo.sql.ts'
import { type DemoUser, demoUser, keysOf, loadDemoUsers } from './load.ts'

/** A line of the file with its number. */
type Line = { number: number; text: string; user: DemoUser }

const wrong = (line: number, what: string) => new ConfigError(`--demo-file: line ${line}: ${what}`)

/**
 * `--demo-file`: each line a user, into the accounts of the demo that the lines name; all of an account or none. What an
 * earlier start loaded of this file is not loaded again.
 * @throws the line that is wrong: not readable, or its email or its id in a source in use
 */
export async function loadDemoFile(house: House, input: { path: string; partnerAccountId: string }): Promise<void> {
  const lines = readLines(input.path)
  const partnerContext = systemContext({ house, accountId: input.partnerAccountId, name: 'demo' })
  const { items } = await listAccounts(partnerContext, { limit: 200 })
  const accounts = items.filter((account) => account.kind === 'customer')
  for (const { number, user } of lines) {
    if (!accounts.some((account) => account.name === user.account)) throw wrong(number, `no account ${user.account}`)
  }
  for (const account of accounts) {
    const own = lines.filter(({ user }) => user.account === account.name)
    if (own.length > 0) await loadAccount(systemContext({ house, accountId: account.id, name: 'demo' }), own)
  }
}

function readLines(path: string): Line[] {
  const lines: Line[] = []
  const seen = new Map<string, number>()
  for (const [index, text] of textOf(path).split('\n').entries()) {
    if (text.trim() === '') continue
    const number = index + 1
    const parsed = demoUser.safeParse(jsonOf(text))
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw wrong(number, `${issue?.path.join('.') || 'not a user'}: ${issue?.message}`)
    }
    for (const key of keysOf(parsed.data)) {
      const before = seen.get(`${parsed.data.account} ${key}`)
      if (before !== undefined) throw wrong(number, `${key} is that of line ${before} already`)
      seen.set(`${parsed.data.account} ${key}`, number)
    }
    lines.push({ number, text, user: parsed.data })
  }
  return lines
}

/** All of an account’s lines or none. What was loaded is in the account’s history, by which it is known again. */
const loadAccount = command<readonly Line[], void>(
  { name: 'loadDemoFile', permission: 'system' },
  async (context, lines) => {
    const digest = sha256(lines.map(({ text }) => text).join('\n')).toString('hex')
    if (await selectLoaded(context.tx, digest)) return { changed: 0, result: undefined }
    const before = context.tx.recorded
    await refuseKnown(context, lines)
    const users = lines.map(({ user }) => user)
    await loadDemoUsers(context, users).catch((error: unknown) => refuseAll(error, lines))
    await record(context, [{ name: 'demo.loaded', data: { users: users.length, digest } }])
    return { changed: context.tx.recorded - before, result: undefined }
  },
)

async function refuseKnown(context: TxContext, lines: readonly Line[]): Promise<void> {
  const keys = lines.flatMap(({ user }) => keysOf(user))
  const known = new Map((await selectKnown(context.tx, keys)).map((row) => [row.key, row.display_name]))
  for (const { number, user } of lines) {
    const key = keysOf(user).find((one) => known.has(one))
    if (key) throw wrong(number, `${key} is in use in ${user.account} by ${known.get(key)}`)
  }
}

/** What concerns all of an account’s users together: seats, products that can’t be managed. */
function refuseAll(error: unknown, lines: readonly Line[]): never {
  if (!(error instanceof Problem)) throw error
  const { product, reason, needed, available } = { ...error.extras.with } as Record<string, unknown>
  const told = Object.entries({ product, reason, needed, available }).flatMap(([key, value]) =>
    value === undefined ? [] : [`${key} ${value}`],
  )
  throw new ConfigError(`--demo-file: ${lines[0]!.user.account}: ${[error.message, ...told].join(', ')}`)
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigError(`--demo-file: ${path} can’t be read: ${(error as Error).message}`)
  }
}

const jsonOf = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
