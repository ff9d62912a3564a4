import { defineMessages } from '../platform/messages.ts'
import { en } from './en.ts'

/** What the server says to people outside the console: the mails. By the account’s default language. */
export const messages = defineMessages({ en })
