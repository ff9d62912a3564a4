import { searchKeys } from '../domain/fold.ts'
import { gramsOf } from '../domain/grams.ts'
import { seededRandom } from '../server/demo/names.ts'
import type { Made } from './people.ts'

export type Columns = Record<string, unknown>

/** What an account’s rows are made from: the same numbers and the same day give the same rows. */
export type Source = { random: () => number; id: () => string; ago: (days: number) => string }

/** @param from the day that times are counted back from, in milliseconds */
export function sourceOf(seed: number, from: number): Source {
  const random = seededRandom(seed)
  let made = 0
  return {
    random,
    ago: (days) => new Date(from - days * 86_400_000).toISOString(),
    // A UUIDv7 of that day, in the order of making.
    id: () => {
      const time = (from + Math.floor(made++ / 16)).toString(16).padStart(12, '0')
      const digits = (count: number) =>
        Math.floor(random() * 16 ** count)
          .toString(16)
          .padStart(count, '0')
      const order = (made % 4096).toString(16).padStart(3, '0')
      return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-8${digits(3)}-${digits(6)}${digits(6)}`
    },
  }
}

/** A user’s row in a realistic state: two thirds registered, a twentieth inactive, every origin. */
export function rowOf(accountId: string, person: Made, { random, id, ago }: Source): Columns {
  const keys = searchKeys(person)
  const kinds = kindsOf(random())
  const registered = random() < 0.66
  const invitation = registered
    ? 'sent'
    : (['not_sent', 'not_sent', 'sent', 'sent', 'refused'] as const)[Math.floor(random() * 5)]!
  const created = ago(random() * 1500)
  return {
    account_id: accountId,
    id: id(),
    name: person.name,
    first_name: person.firstName,
    last_name: person.lastName,
    email: person.email,
    mobile: person.mobile,
    extension: person.extension,
    display_name: keys.displayName,
    name_key: keys.nameKey,
    email_key: keys.emailKey,
    search_text: keys.searchText,
    role: random() < 0.01 ? 'account_admin' : 'user',
    origin: kinds[0] ?? (random() < 0.5 ? 'console' : 'import'),
    link_kinds: `{${[...kinds].sort().join(',')}}`,
    registered_at: registered ? created : null,
    source_active: !(kinds.includes('scim') && random() < 0.06),
    suspended_by_admin: random() < 0.015,
    invitation,
    invitation_sent_at: invitation === 'sent' ? ago(random() * 30) : null,
    created_at: created,
    modified_at: ago(random() * 400),
    last_sign_in_at: registered && random() < 0.9 ? ago(random() ** 3 * 900) : null,
    deleted_at: null,
  }
}

/** What search finds a user by, in a table of its own. */
export const gramsRowOf = (accountId: string, row: Columns): Columns => ({
  account_id: accountId,
  user_id: row.id,
  name_key: row.name_key,
  search_text: row.search_text,
  grams: `{${gramsOf(accountId, row.search_text as string).join(',')}}`,
})

const kindsOf = (draw: number): string[] =>
  draw < 0.4
    ? []
    : draw < 0.75
      ? ['scim']
      : draw < 0.88
        ? ['pbx']
        : draw < 0.93
          ? ['pbx', 'scim']
          : draw < 0.97
            ? ['micloud_connect']
            : ['iot']

const sends: Record<string, string[]> = {
  scim: ['firstName', 'lastName', 'email'],
  pbx: ['extension'],
  micloud_connect: ['firstName', 'lastName', 'email'],
  iot: ['name'],
}

export const linksOf = (
  accountId: string,
  row: Columns,
  sources: Record<string, string>,
  id: () => string,
): Columns[] =>
  String(row.link_kinds)
    .slice(1, -1)
    .split(',')
    .filter(Boolean)
    .map((kind) => ({
      account_id: accountId,
      id: id(),
      source_id: sources[kind],
      user_id: row.id,
      external_id: `${kind}-${String(row.id).slice(-12)}`,
      kind,
      sent: JSON.stringify(Object.fromEntries(sends[kind]!.map((field) => [field, '']))),
    }))

export const licencesOf = (accountId: string, row: Columns, random: () => number): Columns[] =>
  [
    ['micollab', 0.4],
    ['mitel_one_premier', 0.15],
    ['mitel_one_elite', 0.05],
  ]
    .filter(([, share]) => random() < Number(share))
    .map(([product]) => ({ account_id: accountId, user_id: row.id, product_id: product }))
