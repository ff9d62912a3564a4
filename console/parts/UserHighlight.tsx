import type { ReactNode } from 'react'
import { matchRanges } from '../../domain/fold.ts'
import classes from './UserCells.module.css'

/** An address that is too long for its line goes on at its @. */
function breaking(text: string): ReactNode {
  const at = text.lastIndexOf('@')
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <wbr />
      {text.slice(at)}
    </>
  )
}

/** A text with the parts that a search matched marked (2.3). `words` are folded by domain/fold.ts. */
export function UserHighlight({ text, words }: { text: string; words: readonly string[] }) {
  const ranges = words.length > 0 ? matchRanges(text, words) : []
  if (ranges.length === 0) return breaking(text)
  return ranges.map(([start, end], index) => (
    <span key={start}>
      {breaking(text.slice(ranges[index - 1]?.[1] ?? 0, start))}
      <mark className={classes.mark}>{breaking(text.slice(start, end))}</mark>
      {index === ranges.length - 1 && breaking(text.slice(end))}
    </span>
  ))
}
