/** The columns that this browser’s reader chose, kept between visits; null: nobody chose. */
const storageKey = 'users.columns'

export function rememberedColumns(): string | null {
  try {
    return localStorage.getItem(storageKey)
  } catch {
    return null
  }
}

export function rememberColumns(columns: readonly string[] | null): void {
  try {
    if (columns) localStorage.setItem(storageKey, columns.join(','))
    else localStorage.removeItem(storageKey)
  } catch {
    // Storage is switched off: the address still holds the choice.
  }
}
