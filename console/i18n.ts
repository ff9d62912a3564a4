import { IntlMessageFormat } from 'intl-messageformat'
import { type FieldCode, problems } from '../domain/problems.ts'
import { messages } from './messages/en.ts'
import { type FieldProblem, isProblem } from './problem.ts'

export type Catalogue = typeof messages
export type MessageKey = keyof Catalogue
type Value = string | number | Date
type Args<Key extends MessageKey> = Catalogue[Key] extends `${string}{${string}` ? [args: Record<string, Value>] : []

/** The language of the catalogue, and the reader’s own flavour of it for dates and numbers (en-GB, en-US …). */
export const language = 'en'
export const locale: string = ownLocale()

function ownLocale(): string {
  const wanted = typeof navigator === 'undefined' ? [] : navigator.languages
  return wanted.find((tag) => tag === language || tag.startsWith(`${language}-`)) ?? language
}

const parsed = new Map<string, IntlMessageFormat>()

/** The sentence of a key in the reader’s language; args fill its ICU places. */
export function t<Key extends MessageKey>(key: Key, ...[args]: Args<Key>): string {
  return format(key, args)
}

function format(key: MessageKey, args?: Record<string, Value>): string {
  const text: string = messages[key]
  if (args === undefined && !text.includes('{') && !text.includes("'")) return text
  let message = parsed.get(key)
  if (!message) {
    message = new IntlMessageFormat(text, locale)
    parsed.set(key, message)
  }
  return String(message.format(args))
}

/** Whether the catalogue has a key: for codes that the server may add before the console knows them. */
export const hasMessage = (key: string): key is MessageKey => Object.hasOwn(messages, key)

/** The sentence of a key that is made of a code; the fallback where the catalogue doesn’t know it. */
export const tCode = (key: string, fallback: string, args: Record<string, Value> = {}): string =>
  hasMessage(key) ? format(key, args) : fallback

export type ProblemText = { title: string; help: string; requestId?: string }

/** What happened and what to do, of anything that was thrown. */
export function problemText(error: unknown): ProblemText {
  if (!isProblem(error))
    return { ...problems.internal, title: t('problem.console.title'), help: t('problem.console.help') }
  const { requestId, code } = error
  if (code === 'offline') return { title: t('problem.offline.title'), help: t('problem.offline.help') }
  const known = Object.hasOwn(problems, code) ? problems[code] : problems.internal
  const { reason } = error.body
  return { title: known.title, help: reason ? tCode(`reason.${reason}`, known.help) : known.help, requestId }
}

/** The sentence of a field code. */
export const fieldText = (code: FieldCode | string): string => tCode(`field.${code}`, t('field.invalid_value'))

/** The server’s field errors as the form library takes them: field → sentence. */
export const fieldErrors = (errors: readonly FieldProblem[]): Record<string, string> =>
  Object.fromEntries(errors.map(({ field, code }) => [field, fieldText(code)]))

const dateFormats = {
  date: new Intl.DateTimeFormat(locale, { dateStyle: 'medium' }),
  dateTime: new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }),
  time: new Intl.DateTimeFormat(locale, { timeStyle: 'short' }),
}
/** An instant in the reader’s time zone. */
export const formatDate = (instant: string | Date, style: keyof typeof dateFormats = 'date'): string =>
  dateFormats[style].format(new Date(instant))

const numbers = new Intl.NumberFormat(locale)
export const formatNumber = (value: number): string => numbers.format(value)

const listFormat = new Intl.ListFormat(locale, { type: 'conjunction' })
export const formatList = (values: readonly string[]): string => listFormat.format(values)

const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
const steps: [unit: Intl.RelativeTimeFormatUnit, seconds: number, upTo: number][] = [
  ['minute', 60, 3600],
  ['hour', 3600, 86_400],
  ['day', 86_400, 7 * 86_400],
  ['week', 7 * 86_400, 30 * 86_400],
  ['month', 30.44 * 86_400, 365 * 86_400],
  ['year', 365.25 * 86_400, Number.POSITIVE_INFINITY],
]
/** `3 hours ago`, `in 4 days`, `just now` within a minute. */
export function relativeTime(instant: string | Date, now: Date = new Date()): string {
  const seconds = (new Date(instant).getTime() - now.getTime()) / 1000
  if (Math.abs(seconds) < 60) return t('time.now')
  const [unit, size] = steps.find(([, , upTo]) => Math.abs(seconds) < upTo) ?? steps[5]!
  return relative.format(Math.round(seconds / size), unit)
}

/** Two sentences sorted as the reader sorts them. */
export const compareText = new Intl.Collator(locale, { numeric: true }).compare

/** An Account ID as it is found: typed or copied with the blanks that it is shown with. */
export const findableNumber = (text: string): string => (/^[\d\s]+$/.test(text) ? text.replace(/\s/g, '') : text)

/** `123 456 789`: an Account ID as it is read aloud. */
export const formatAccountNumber = (number: string): string => number.replace(/(\d{3})(?=\d)/g, '$1 ')
