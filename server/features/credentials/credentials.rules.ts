import { checkPassword } from '../../../domain/passwords.ts'
import type { House } from '../../platform/context.ts'
import { fieldProblem } from '../../platform/problem.ts'

/** SEC-1 to SEC-3 for a new password of this person. @throws invalid, with the field `password` and why */
export function refuseWeakPassword(
  house: House,
  password: string,
  person: { email: string | null; names: readonly string[]; accountName: string },
): void {
  const { email, names, accountName } = person
  const checked = checkPassword(password, { email, names, accountName, minLength: house.settings.minPasswordLength })
  if (!checked.ok) throw fieldProblem('password', checked.code)
}
