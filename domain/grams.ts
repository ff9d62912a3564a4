/**
 * Hashed n-grams: the index of substring search. Pairs and triples of characters of each line, and single characters that
 * are neither a–z nor 0–9, each hashed together with the account, so that one index serves all accounts and a lookup
 * meets one account's rows alone. The index only narrows: what it finds is compared with the text afterwards.
 */

/** FNV-1a, 32 bits, signed as PostgreSQL's int4. */
function hash(text: string, seed: number): number {
  let value = seed
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 16_777_619)
  return value | 0
}

const accountSeed = (accountId: string) => hash(accountId, 0x811c9dc5 | 0)
const common = /^[a-z0-9]$/

/** The grams of a text, as stored with a user. @param searchText of domain/fold.ts: lines of folded text */
export function gramsOf(accountId: string, searchText: string): number[] {
  const seed = accountSeed(accountId)
  const found = new Set<number>()
  for (const line of searchText.split('\n')) {
    for (let i = 0; i < line.length; i++) {
      const single = line[i]!
      if (single !== ' ' && !common.test(single)) found.add(hash(single, seed))
      if (i + 1 < line.length) found.add(hash(line.slice(i, i + 2), seed))
      if (i + 2 < line.length) found.add(hash(line.slice(i, i + 3), seed))
    }
  }
  return [...found]
}

/** How often letters stand in names and addresses, the commonest first: a guess is enough to pick rare grams. */
const byFrequency = 'aeinrotlsmdchukgbpvyfzwj.x@q1203456789'

const rarity = (gram: string) =>
  [...gram].reduce((sum, letter) => sum + (byFrequency.includes(letter) ? byFrequency.indexOf(letter) : 60), 0)

/**
 * The grams to look up for folded search words: of each word the two that are likely the rarest. Looking up more costs
 * more than it narrows.
 * @returns empty: a single common character; there is nothing to look up
 */
export function lookupGrams(accountId: string, words: readonly string[]): number[] {
  const seed = accountSeed(accountId)
  const found = new Set<number>()
  for (const word of words) {
    const size = Math.min(3, word.length)
    if (size === 1 && common.test(word)) continue
    const grams = Array.from({ length: word.length - size + 1 }, (_, i) => word.slice(i, i + size))
    for (const gram of grams.sort((a, b) => rarity(b) - rarity(a)).slice(0, 2)) found.add(hash(gram, seed))
  }
  return [...found]
}
