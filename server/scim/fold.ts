/**
 * The form in which texts compare where case does not matter: NFC, then lower case (SCIM-C3, SCIM-F4).
 * `foldSql` is the same in PostgreSQL; the ICU collation lowers as JavaScript does, whatever the database's locale.
 */
export function fold(text: string): string {
  return text.normalize('NFC').toLowerCase()
}

export function foldSql(expression: string): string {
  return `lower(normalize(${expression}, NFC) collate "und-x-icu")`
}

/** −1, 0, 1 by code points, as PostgreSQL's "C" collation does; JavaScript's `<` goes by UTF-16 units. */
export function compareText(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
