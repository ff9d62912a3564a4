import { fold } from './fold.ts'

/** Bits per character that nothing predicts: far fewer than a random one has, since most are part of some word. */
const UNKNOWN = Math.log2(10)
/** Bits of a dot, dash or blank between words or at the end. */
const PUNCTUATION = 2.5
/** More of a password than this is not looked at: it can only get stronger. */
const LOOKED_AT = 64

/** Keys side by side, row under row; a blank where there is none. Each board is walked by people’s fingers. */
const BOARDS = [
  ['1234567890-=', 'qwertyuiop[]', "asdfghjkl;'", 'zxcvbnm,./'],
  ['1234567890', 'qwertzuiop', 'asdfghjkl', 'yxcvbnm,.-'],
  ['1234567890', 'azertyuiop', 'qsdfghjklm', 'wxcvbn'],
  ['789', '456', '123', ' 0 '],
].map((rows) => new Map(rows.flatMap((row, y) => [...row].map((key, x) => [key, { x, y }] as const))))
const SHIFTED = '!@#$%^&*()_+{}:"<>?'
const UNSHIFTED = "1234567890-=[];',./"
const LEET: Record<string, string> = {
  '@': 'a',
  4: 'a',
  8: 'b',
  3: 'e',
  6: 'g',
  9: 'g',
  0: 'o',
  $: 's',
  5: 's',
  7: 't',
  '+': 't',
  2: 'z',
}
const YEAR = /19[4-9][0-9]|20[0-3][0-9]/y
const DATE =
  /(?:(?:0[1-9]|[12][0-9]|3[01])[./-]?(?:0[1-9]|1[0-2])|(?:0[1-9]|1[0-2])[./-]?(?:0[1-9]|[12][0-9]|3[01]))[./-]?(?:19[4-9][0-9]|20[0-3][0-9]|[0-9]{2})|(?:19[4-9][0-9]|20[0-3][0-9])[./-]?(?:0[1-9]|1[0-2])[./-]?(?:0[1-9]|[12][0-9]|3[01])/y

type Word = (word: string) => number | undefined
type Relax = (length: number, bits: number) => void

/**
 * How many bits of guessing the cheapest way to write a password takes: as known words (`word` gives the bits of one),
 * also spelled l1k3 th1s or backwards, sequences, keyboard walks, years, dates, repetitions, and unknown characters.
 * Case and accents count for nothing.
 */
export function guessBits(password: string, word: Word): number {
  return cheapest(fold(password).slice(0, LOOKED_AT), word, new Map())
}

function cheapest(text: string, word: Word, known: Map<string, number>): number {
  const before = known.get(text)
  if (before !== undefined) return before
  const spelled = [text, unleet(text, 'i'), unleet(text, 'l')]
  const bits = Array.from({ length: text.length + 1 }, (_, at) => (at === 0 ? 0 : Number.POSITIVE_INFINITY))
  for (let start = 0; start < text.length; start++) {
    const relax: Relax = (length, more) => {
      bits[start + length] = Math.min(bits[start + length] ?? 0, (bits[start] ?? 0) + more)
    }
    relax(1, /[!-/:-@[-`{-~ ]/.test(text.charAt(start)) ? PUNCTUATION : UNKNOWN)
    words(spelled, start, word, relax)
    sequence(text, start, relax)
    for (const board of BOARDS) walk(text, start, board, relax)
    calendar(text, start, relax)
    repetition(text, start, (unit) => cheapest(unit, word, known), relax)
  }
  const total = bits[text.length] ?? 0
  known.set(text, total)
  return total
}

function unleet(text: string, one: 'i' | 'l'): string {
  return text.replace(/[@48369$57+2!1|0]/g, (sign) => LEET[sign] ?? one)
}

function words(spelled: string[], start: number, word: Word, relax: Relax) {
  spelled.forEach((text, i) => {
    for (let length = 2; start + length <= text.length; length++) {
      const slice = text.slice(start, start + length)
      const forwards = word(slice)
      if (forwards !== undefined) relax(length, forwards + (i && 1))
      const backwards = word([...slice].reverse().join(''))
      if (backwards !== undefined) relax(length, backwards + 1 + (i && 1))
    }
  })
}

/** abcd, 4321, 7890, wxyzab: one step up or down, around the end. */
function sequence(text: string, start: number, relax: Relax) {
  const place = (at: number) => {
    const point = text.charCodeAt(at)
    if (point >= 48 && point <= 57) return { ring: 10, n: point - 48 }
    return { ring: point >= 97 && point <= 122 ? 26 : 0x1_0000, n: point }
  }
  for (const step of [1, -1]) {
    for (let at = start + 1; at < text.length; at++) {
      const [one, next] = [place(at - 1), place(at)]
      if (one.ring !== next.ring || (next.n - one.n - step) % one.ring !== 0) break
      if (at - start >= 2) relax(at - start + 1, UNKNOWN + Math.log2(at - start + 1))
    }
  }
}

/** qwertz, 1qaz, 147258: each key beside the one before, shifted or not; changes of direction cost. */
function walk(text: string, start: number, board: Map<string, { x: number; y: number }>, relax: Relax) {
  const key = (at: number) => board.get(UNSHIFTED.charAt(SHIFTED.indexOf(text.charAt(at))) || text.charAt(at))
  const headings: string[] = []
  let bits = 3.5
  for (let at = start + 1; at < text.length; at++) {
    const [one, next] = [key(at - 1), key(at)]
    if (!one || !next || Math.abs(next.x - one.x) > 1 || Math.abs(next.y - one.y) > 1) return
    const towards = `${next.x - one.x},${next.y - one.y}`
    // A turn costs; one that the walk took before (1q2w3e) costs little.
    if (towards !== headings.at(-1)) bits += headings.includes(towards) ? 0.5 : 1.7
    headings.push(towards)
    if (at - start >= 2) relax(at - start + 1, bits + Math.log2(at - start + 1))
  }
}

function calendar(text: string, start: number, relax: Relax) {
  for (const [pattern, bits] of [
    [YEAR, 6],
    [DATE, 14],
  ] as const) {
    pattern.lastIndex = start
    const found = pattern.exec(text)
    if (found) relax(found[0].length, bits)
  }
}

/** A unit twice or more in a row costs the unit, and how often; four characters that stood before, only where. */
function repetition(text: string, start: number, bitsOf: (unit: string) => number, relax: Relax) {
  for (let length = 1; start + 2 * length <= text.length; length++) {
    const unit = text.slice(start, start + length)
    let times = 1
    while (text.startsWith(unit, start + times * length)) times++
    if (times > 1) {
      const bits = bitsOf(unit)
      for (let n = 2; n <= times; n++) relax(n * length, bits + Math.log2(n))
    }
  }
  const before = text.slice(0, start)
  for (let length = 4; start + length <= text.length; length++) {
    if (!before.includes(text.slice(start, start + length))) break
    relax(length, 1 + Math.log2(start))
  }
}
