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

/** grams: to look up, none where only common single characters are searched · seen: how often the rarest was in the sample. */
export type Lookup = { grams: number[]; seen: number }

/**
 * The grams to look up for folded search words: of each word the three that are rarest in a sample of the account, then
 * by the frequency of letters. Looking up more costs more than it narrows. Without a sample the domain of everybody’s
 * email would pass for rare.
 * @param sample how often a gram stands in a sample of the account’s users; absent: rarely
 */
export function lookupGrams(accountId: string, words: readonly string[], sample?: ReadonlyMap<number, number>): Lookup {
  const seed = accountSeed(accountId)
  const found = new Set<number>()
  let seen = Number.POSITIVE_INFINITY
  for (const word of words) {
    const size = Math.min(3, word.length)
    if (size === 1 && common.test(word)) continue
    const grams = Array.from({ length: word.length - size + 1 }, (_, i) => word.slice(i, i + size)).map((gram) => {
      const hashed = hash(gram, seed)
      return { hashed, often: sample?.get(hashed) ?? 0, rare: rarity(gram) }
    })
    grams.sort((a, b) => a.often - b.often || b.rare - a.rare)
    for (const { hashed } of grams.slice(0, 3)) found.add(hashed)
    seen = Math.min(seen, grams[0]!.often)
  }
  return { grams: [...found], seen }
}
