/**
 * A statement with its values. Text comes from templates only; values never become text. oneOff: a client’s words decided
 * its text, so that it is not worth a name in the database (db.ts).
 */
export type Sql = { readonly text: string; readonly values: readonly unknown[]; readonly oneOff?: boolean }

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'text' in value && 'values' in value && fragments.has(value)

const fragments = new WeakSet<object>()

const make = (text: string, values: readonly unknown[], isOneOff = false): Sql => {
  const fragment: Sql = isOneOff ? { text, values, oneOff: true } : { text, values }
  fragments.add(fragment)
  return fragment
}

/** SQL as SQL: a value becomes a parameter, another sql`…` is spliced in with its parameters renumbered. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  let text = strings[0]!
  const values: unknown[] = []
  let isOneOff = false
  parts.forEach((part, index) => {
    if (isSql(part)) {
      isOneOff ||= part.oneOff === true
      text += part.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + values.length}`)
      values.push(...part.values)
    } else {
      values.push(part)
      text += `$${values.length}`
    }
    text += strings[index + 1]!
  })
  return make(text, values, isOneOff)
}

/** Fragments between a separator (` and `, `, `). */
export const join = (fragments: readonly Sql[], separator: string): Sql =>
  fragments.reduce((all, next, index) => (index === 0 ? next : sql`${all}${raw(separator)}${next}`), raw(''))

/**
 * `id ${among(ids)}`: any of these; one has a text of its own, since PostgreSQL plans `any` anew for each array as it looks
 * dearer than it is, which costs more than reading a row.
 */
export const among = (ids: readonly string[]): Sql =>
  ids.length === 1 ? sql`= ${ids[0]}::uuid` : sql`= any(${ids}::uuid[])`

/** A column of rows, for `unnest(${columnOf(rows, 'id')}::uuid[], …)`. */
export const columnOf = <Row, Key extends keyof Row>(rows: readonly Row[], key: Key): Row[Key][] =>
  rows.map((row) => row[key])

/** Text of the program itself: column names and keywords from closed tables, never from outside. */
export const raw = (text: string): Sql => make(text, [])

/** As raw(), put together as a client wished: there may be any number of such texts. */
export const oneOff = (text: string): Sql => make(text, [], true)

/**
 * What a compiler of ours has made (SCIM filters): text with $1, $2 … and its values. Sent without a name, unless it is
 * one of the few shapes that are asked again and again.
 */
export const compiled = (text: string, values: readonly unknown[], isCommon = false): Sql =>
  make(text, values, !isCommon)
