import type { z } from 'zod'
import type { changePasswordBody } from '../../../domain/sessions.ts'
import type { Context, TxContext } from '../../platform/context.ts'
import { command, query } from '../../platform/operation.ts'
import { hashPassword, verifyPassword } from '../../platform/passwords.ts'
import { fieldProblem, Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { countTry, forgetTries, type Limit } from '../../platform/throttle.ts'
import {
  endSessions,
  findPerson,
  isStillPassword,
  type Person,
  refuseWeakPassword,
  setPasswordHashes,
} from '../credentials/credentials.ts'
import { queueMails } from '../mails/mails.ts'
import { voidLinks } from '../one-time-links/one-time-links.ts'

/** Whoever finds an open screen may not guess the password there. */
const guesses: Limit = { name: 'own-password', free: 5, longest: 900, forget: 3600 }

const isNotIt = () => fieldProblem('currentPassword', 'invalid_value', 'This is not the current password')

/**
 * Changes the own password (SEC-8): the current one is asked for, every other session ends, and a mail says so.
 * @throws invalid with the field `currentPassword` or `password` · too_many_requests
 */
export async function changePassword(context: Context, input: z.output<typeof changePasswordBody>): Promise<void> {
  const { house, actor } = context
  if (actor.kind !== 'user') throw new Problem('sign_in_required')
  const counter = { limit: guesses, subject: `${actor.accountId}\n${actor.id}` }
  await countTry(house, [counter])
  const person = await readOwn(context)
  if (!(await verifyPassword(person.passwordHash, input.currentPassword))) throw isNotIt()
  await forgetTries(house, [counter])
  refuseWeakPassword(house, input.password, person)
  await replace(context, { from: person.passwordHash!, to: await hashPassword(input.password) })
}

/** The actor, in the actor’s own account. */
async function own(context: TxContext, lock?: 'lock'): Promise<Person> {
  const { actor } = context
  const person = actor.kind === 'user' ? await findPerson(context, actor.id, lock) : null
  if (!person) throw new Problem('sign_in_required')
  return person
}

const readOwn = query<void, Person>({ name: 'readOwnPassword', permission: 'sessions:own' }, (context) => own(context))

const replace = command<{ from: string; to: string }, void>(
  { name: 'changePassword', permission: 'sessions:own' },
  async (context, { from, to }) => {
    const { id, email } = await own(context, 'lock')
    if (!(await isStillPassword(context, id, from))) throw isNotIt()
    await setPasswordHashes(context, [{ userId: id, hash: to }])
    await endSessions(context, [id], context.actor.kind === 'user' ? context.actor.sessionId : null)
    await voidLinks(context, [id], ['reset'])
    await record(context, [{ name: 'user.password_changed', userId: id, data: { by: 'self' } }])
    if (email) await queueMails(context, [{ kind: 'password_changed', userId: id, address: email, params: {} }])
    return { changed: 1, result: undefined }
  },
)
