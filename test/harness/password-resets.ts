import { expect } from 'vitest'
import { sql } from '../../server/platform/sql.ts'
import { makePerson, type Person, type World } from './house.ts'
import { type Mail, mailedSecret, mailsOf, type Secret } from './sign-in.ts'

export const newPassword = 'lanterns over a quiet harbour town'

let sources = 0

/** The door of password resets, each request from a source of its own. */
export function passwordResets(t: World) {
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) => {
    const remoteAddress = `198.51.100.${++sources % 250}`
    const url = `/api/password-resets${path}`
    const answer = await t.app.inject({ method: 'POST', url, payload: body as object, headers, remoteAddress })
    const { statusCode: status, body: text } = answer
    return { status, body: text ? answer.json() : {}, headers: answer.headers, text }
  }
  return {
    post,
    complete: (body: Record<string, unknown>) => post('/complete', { password: newPassword, ...body }),
    signIn: async (email: string, password: string, accountId?: string) =>
      (await t.call(null, 'POST', '/api/session', { email, password, accountId })).status,
    resetMails: async ({ id, accountId }: Pick<Person, 'id' | 'accountId'>): Promise<Mail[]> =>
      (await mailsOf(t, accountId)).filter((mail) => mail.user_id === id && mail.kind.startsWith('password_reset')),
    /** Asks for a reset and reads the mail. */
    async forgot(person: Person): Promise<Secret> {
      expect((await post('', { email: person.email })).status).toBe(202)
      return mailedSecret(t, person.accountId, 'password_reset', person.id)
    },
    newPerson: () => makePerson(t, t.accountId, 'user'),
    clearTries: () => t.house.db.global(sql`delete from throttles`),
  }
}

/** A code that is not this one. */
export const wrongCode = ({ code }: Secret, n = 1): string => String((Number(code) + n) % 1_000_000).padStart(6, '0')
