const separators = [';', '\t', ',', '|'] as const
const linesLookedAt = 20

/** The head of a text, without its last line where that is not whole. */
export function cut(text: string, characters: number): string {
  if (text.length < characters) return text
  const end = text.lastIndexOf('\n')
  return end > 0 ? text.slice(0, end) : text
}

/**
 * What separates the cells of a .csv: said by its first line (`sep=;`, which some programs write), else the sign that is
 * found equally often in most lines, a sign of the first line first.
 * @returns skip: characters before the first row
 */
export function separatorOf(head: string): { delimiter: string; skip: number } {
  const said = /^"?sep=([^\r\n])"?(?:\r\n|\n|\r|$)/i.exec(head)
  if (said) return { delimiter: said[1]!, skip: said[0].length }
  const lines = recordsOf(head)
  const scored = separators.map((delimiter) => ({ delimiter, ...scoreOf(lines, delimiter) }))
  scored.sort((a, b) => b.lines - a.lines || b.most - a.most)
  const best = scored[0]!
  return { delimiter: best.lines > 0 ? best.delimiter : ',', skip: 0 }
}

/** In how many lines the sign is found as often as in most; a line with it at the top counts twice. */
function scoreOf(lines: string[], delimiter: string): { lines: number; most: number } {
  const counts = lines.map((line) => line.split(delimiter).length - 1)
  const often = new Map<number, number>()
  for (const [index, count] of counts.entries()) {
    if (count > 0) often.set(count, (often.get(count) ?? 0) + (index === 0 ? 2 : 1))
  }
  const [most, lineCount] = [...often].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0] ?? [0, 0]
  return { lines: lineCount, most }
}

/** The first lines without what stands in quotation marks, ends of lines included. */
const recordsOf = (head: string): string[] =>
  head
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, linesLookedAt)
