/** A statement with its values. Text comes from templates only; values never become text. */
export type Sql = { readonly text: string; readonly values: readonly unknown[] }

const isSql = (value: unknown): value is Sql =>
  typeof value === 'object' && value !== null && 'text' in value && 'values' in value && fragments.has(value)

const fragments = new WeakSet<object>()

const make = (text: string, values: readonly unknown[]): Sql => {
  const fragment = { text, values }
  fragments.add(fragment)
  return fragment
}

/** SQL as SQL: a value becomes a parameter, another sql`…` is spliced in with its parameters renumbered. */
export function sql(strings: TemplateStringsArray, ...parts: readonly unknown[]): Sql {
  let text = strings[0]!
  const values: unknown[] = []
  parts.forEach((part, index) => {
    if (isSql(part)) {
      text += part.text.replace(/\$(\d+)/g, (_, n: string) => `$${Number(n) + values.length}`)
      values.push(...part.values)
    } else {
      values.push(part)
      text += `$${values.length}`
    }
    text += strings[index + 1]!
  })
  return make(text, values)
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

/** Text of the program itself: column names and keywords from closed tables, never from outside. */
export const raw = (text: string): Sql => make(text, [])

/** What a compiler of ours has made (SCIM filters): text with $1, $2 … and its values. */
export const compiled = (text: string, values: readonly unknown[]): Sql => make(text, values)
