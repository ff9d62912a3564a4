import { readConfig } from '../../server/config.ts'
import { linkOf } from '../../server/features/one-time-links/one-time-links.ts'
import { createUsers } from '../../server/features/users/users.ts'
import { openJobs } from '../../server/jobs.ts'
import { backgroundDone } from '../../server/platform/background.ts'
import { type Sql, sql } from '../../server/platform/sql.ts'
import type { Person, TestHouse } from './house.ts'

export type Mail = {
  kind: string
  user_id: string
  address: string
  link_id: string | null
  params: Record<string, unknown>
}

/** Mails of an account, the oldest first; those that are still asked for after the answer included. */
export async function mailsOf(t: TestHouse, accountId: string, kind?: string): Promise<Mail[]> {
  await backgroundDone(t.house)
  const mails = await read<Mail>(
    t,
    accountId,
    sql`
    select kind, user_id, address, link_id, params from mails where account_id = ${accountId} order by queued_at, id`,
  )
  return kind ? mails.filter((mail) => mail.kind === kind) : mails
}

export const read = <Row extends object>(t: TestHouse, accountId: string, statement: Sql): Promise<Row[]> =>
  t.inside(accountId, ({ tx }) => tx.query<Row>(statement))

export const write = (t: TestHouse, accountId: string, statement: Sql): Promise<number> =>
  t.inside(accountId, ({ tx }) => tx.run(statement))

export type Secret = { token: string; code: string }

/** What a mailed link says. */
export async function secretOf(t: TestHouse, accountId: string, linkId: string): Promise<Secret> {
  const link = await t.inside(accountId, (context) => linkOf(context, linkId))
  return { token: link!.token, code: link!.code ?? '' }
}

/** The link of the newest mail of a kind to a user. */
export async function mailedSecret(t: TestHouse, accountId: string, kind: string, userId: string): Promise<Secret> {
  const mail = (await mailsOf(t, accountId, kind)).filter((one) => one.user_id === userId).at(-1)
  return secretOf(t, accountId, mail!.link_id!)
}

export type Invited = { id: string; accountId: string; email: string; token: string }

let invited = 0

/** A user who has a welcome mail and has not registered. */
export async function invite(
  t: TestHouse,
  accountId: string,
  names: { firstName?: string; lastName?: string } = { firstName: 'Rosalind', lastName: 'Achterberg' },
): Promise<Invited> {
  const email = `invited${++invited}@test.example`
  const values = { name: null, firstName: null, lastName: null, mobile: null, extension: null, ...names, email }
  const [user] = await createUsers(t.system(accountId), {
    users: [{ values, role: 'user' }],
    origin: 'console',
    welcome: true,
  })
  const { token } = await mailedSecret(t, accountId, 'welcome', user!.id)
  return { id: user!.id, accountId, email, token }
}

/** The session that an answer’s cookie opens. */
export function cookieOf(answer: { headers: Record<string, unknown> }): string {
  return String(answer.headers['set-cookie'] ?? '').split(';')[0]!
}

/** The status that a person’s cookie gets. */
export const whoAmI = async (t: TestHouse, cookie: string): Promise<number> =>
  (await t.call({ cookie } as Person, 'GET', '/api/session')).status

/** Hands over what waits in an account to the built-in mailbox; its messages, the oldest first. */
export async function delivered(
  t: TestHouse,
  accountId: string,
): Promise<{ address: string; text: string; kind: string }[]> {
  await backgroundDone(t.house)
  await openJobs(readConfig({ LOG_LEVEL: 'silent' }), t.house.settings.publicUrl).handlers['mails.deliver']!(t.house, {
    accountId,
  })
  return read(
    t,
    accountId,
    sql`
    select address, body_text || ' ' || body_html as text, kind from mailbox_messages
    where account_id = ${accountId} order by at, id`,
  )
}
