import { emailKey } from './emails.ts'
import { displayName } from './names.ts'

/** Printable ASCII without doubled or outer spaces: folding it is lower-casing it. */
const PLAIN = /^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/
const SPACES = /[\s\x85]+/g
/** What shows nothing: controls, joiners, bidi marks, soft hyphens, variation selectors. */
const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cc}]/gu
/**
 * Marks that go: diacritics of Latin, Greek and Cyrillic, vowel signs and hamza of Arabic, points of Hebrew. Marks of
 * other scripts are letters to their readers (Indic vowels, Thai, the voicing of kana) and stay.
 */
const MARKS =
  /[[[\p{Mn}\p{Me}]&&[\p{sc=Zinh}\p{sc=Latn}\p{sc=Grek}\p{sc=Cyrl}\p{sc=Arab}\p{sc=Hebr}]]--[\u3099\u309a]]/gv
/** One character with all that may hang on it (half-width kana have their voicing as letters of their own). */
const CLUSTERS = /.(?:\p{M}|\p{Default_Ignorable_Code_Point}|(?!\s)\p{Cc}|[\uff9e\uff9f])*/gsu

// biome-ignore format: a table
/** Letters that normalising doesn't take apart: what they become, and which they are. */
const SPELLED = {
  a: 'ɑ', ae: 'æ', b: 'ƀɓƃ', c: 'ȼƈ', d: 'đðɖɗƌ', e: 'əɛǝɇ', f: 'ƒ', g: 'ǥɠɡ', h: 'ħɦ', i: 'ıɨɩ', j: 'ȷɉ', k: 'ƙĸ',
  l: 'łƚɫⱡ', n: 'ŋɲƞ', o: 'øɔɵ', oe: 'œ', p: 'ƥ', q: 'ɋ', r: 'ɍɽ', s: 'ʂ', ss: 'ß', t: 'ŧƭʈⱦ', th: 'þ', u: 'ʉʊ',
  v: 'ʋ', y: 'ɏƴ', z: 'ƶȥ', σ: 'ς', г: 'ґ',
  // Arabic: dotless and Persian forms, the feminine ending; the stretching stroke goes.
  ي: 'ىی', ك: 'ک', ه: 'ةہە', '': 'ـ',
  // What keyboards and word processors put for one character.
  "'": '‘’‚‛ʼʻʽʾʿ′', '"': '“”„‟', '-': '‐‒–—―−⁃', '/': '⁄∕',
}
const LETTERS = new Map(Object.entries(SPELLED).flatMap(([to, from]) => [...from].map((letter) => [letter, to])))

/**
 * The one folded form, for search and for sorting (compared by code point, collate "C"): lower case, without accents,
 * special letters in ASCII, white space collapsed. Case, accents and typography make no difference (2.3). Total: any
 * string will do, lone surrogates become U+FFFD, NUL goes. fold(fold(x)) = fold(x).
 */
export function fold(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : foldLetters(text).replace(SPACES, ' ').trim()
}

function foldLetters(text: string): string {
  return text
    .toWellFormed()
    .replace(SPACES, ' ')
    .replace(INVISIBLE, '')
    .replace(/´/g, "'")
    .normalize('NFKD')
    .replace(MARKS, '')
    .toLowerCase()
    .replace(/\P{ASCII}/gu, (letter) => LETTERS.get(letter) ?? digit(letter) ?? letter)
}

/** The ASCII digit of a decimal digit in any script; scripts have theirs in runs of ten. */
function digit(letter: string): string | undefined {
  if (!/\p{Nd}/u.test(letter)) return undefined
  let zero = letter.codePointAt(0) ?? 0
  const own = zero
  while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String((own - zero) % 10)
}

/** Bytes of a key or of one field in the search text: six of them and two ids fit one index entry of PostgreSQL. */
const FIELD_BYTES = 400

/** fold(), cut to 400 bytes of UTF-8: for indexed columns. Longer than that in no alphabet, only in syllables. */
export function sortKey(text: string): string {
  const folded = fold(text)
  if (folded.length * 3 <= FIELD_BYTES) return folded
  let bytes = 0
  let end = 0
  for (const letter of folded) {
    const point = letter.codePointAt(0) ?? 0
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
    if (bytes > FIELD_BYTES) break
    end += letter.length
  }
  return folded.slice(0, end).trimEnd()
}

export type SearchKeys = { displayName: string; nameKey: string; emailKey: string | null; searchText: string }

/**
 * What is stored with a user so that it can be found and sorted. searchText: a line a folded field (a line feed can't
 * be typed into the search bar), the telephone numbers once more without punctuation; a line whose words another line
 * holds already is left out. emailKey is the R3 key, by which emails are unique and sorted.
 */
export function searchKeys(user: {
  name?: string | null
  firstName?: string | null
  lastName?: string | null
  email?: string | null
  mobile?: string | null
  extension?: string | null
}): SearchKeys {
  const shown = displayName(user)
  const fields = [shown, user.firstName, user.lastName, user.email, user.mobile, user.extension].map((field) =>
    sortKey(field ?? ''),
  )
  const numbers = [user.mobile, user.extension].map((number) => fold(number ?? '').replace(/[ ()./-]/g, ''))
  const lines: string[] = []
  for (const line of [...fields, ...numbers]) {
    if (line !== '' && !lines.some((other) => ` ${other} `.includes(` ${line} `))) lines.push(line)
  }
  return {
    displayName: shown,
    nameKey: fields[0] ?? '',
    emailKey: user.email ? emailKey(user.email) : null,
    searchText: lines.join('\n'),
  }
}

/** The folded words of a search (2.3), each once; the first 200 characters and 8 words count. None: no search. */
export function searchWords(input: string): string[] {
  const words = fold([...input.slice(0, 400)].slice(0, 200).join('')).split(' ')
  return [...new Set(words)].filter(Boolean).slice(0, 8)
}

/**
 * The parts of a text that a search matched, for highlighting (2.3): [start, end) in UTF-16 units of the text as given,
 * in order, without overlap. A character of which a part matched is in whole.
 */
export function matchRanges(text: string, words: readonly string[]): [start: number, end: number][] {
  let folded = ''
  const clusterAt: number[] = []
  const clusters = [...text.toWellFormed().matchAll(CLUSTERS)]
  clusters.forEach(([cluster], index) => {
    const letters = foldLetters(cluster)
    for (let unit = 0; unit < letters.length; unit++) clusterAt.push(index)
    folded += letters
  })
  const hits: [number, number][] = []
  for (const word of words.flatMap((typed) => fold(typed).split(' ')).filter(Boolean)) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + 1)) {
      const first = clusters[clusterAt[at] ?? 0]
      const last = clusters[clusterAt[at + word.length - 1] ?? 0]
      if (first && last) hits.push([first.index, last.index + last[0].length])
    }
  }
  hits.sort((a, b) => a[0] - b[0])
  const merged: [number, number][] = []
  for (const [start, end] of hits) {
    const before = merged.at(-1)
    if (before && start <= before[1]) before[1] = Math.max(before[1], end)
    else merged.push([start, end])
  }
  return merged
}
