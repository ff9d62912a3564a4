import { matchRanges } from '../../domain/fold.ts'
import { Address } from './Address.tsx'
import classes from './UserCells.module.css'

/** A text with the parts that a search matched marked (2.3). `words` are folded by domain/fold.ts. */
export function UserHighlight({ text, words }: { text: string; words: readonly string[] }) {
  const ranges = words.length > 0 ? matchRanges(text, words) : []
  if (ranges.length === 0) return <Address text={text} />
  return ranges.map(([start, end], index) => (
    <span key={start}>
      <Address text={text.slice(ranges[index - 1]?.[1] ?? 0, start)} />
      <mark className={classes.mark}>
        <Address text={text.slice(start, end)} />
      </mark>
      {index === ranges.length - 1 && <Address text={text.slice(end)} />}
    </span>
  ))
}
