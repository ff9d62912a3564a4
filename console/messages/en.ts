import { accounts } from './en/accounts.ts'
import { bulk } from './en/bulk.ts'
import { clashes } from './en/clashes.ts'
import { events } from './en/events.ts'
import { fields } from './en/fields.ts'
import { history } from './en/history.ts'
import { imports } from './en/imports.ts'
import { profile } from './en/profile.ts'
import { reasons } from './en/reasons.ts'
import { shell } from './en/shell.ts'
import { signIn } from './en/sign-in.ts'
import { sources } from './en/sources.ts'
import { userSources } from './en/user-sources.ts'
import { users } from './en/users.ts'
import { words } from './en/words.ts'

/** Every text of the console, in English. Another language is another file with the same keys. */
export const messages = {
  ...words,
  ...events,
  ...fields,
  ...reasons,
  ...shell,
  ...signIn,
  ...accounts,
  ...profile,
  ...userSources,
  ...users,
  ...clashes,
  ...history,
  ...bulk,
  ...imports,
  ...sources,
} as const
