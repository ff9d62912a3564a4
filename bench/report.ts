import { cpuSum, type Measured } from './measure.ts'
import type { Operation } from './operations.ts'

export type Line = { operation: Operation; ours: Measured; bare: Measured | undefined }
export type Comparison = { what: string; figure: number; promise: string; kept: boolean }

const two = (n: number) => n.toFixed(2)
const kept = (yes: boolean) => (yes ? 'kept' : '**missed**')

/** The table of operations, as Markdown. */
export function tableOf(lines: readonly Line[]): string {
  const rows = lines.map(({ operation: { name, promise, write }, ours, bare }) => [
    name,
    Math.round(ours.perSecond).toString(),
    `${two(ours.app)} + ${two(ours.postgres)} = ${two(cpuSum(ours))}`,
    promise === null ? '' : `≤ ${promise}: ${kept(cpuSum(ours) <= promise)}`,
    `${ours.p50.toFixed(1)} · ${ours.p99.toFixed(1)}`,
    kept(ours.p99 <= (write ? 50 : 25)),
    bare ? two(ours.perSecond / bare.perSecond) : '',
    bare ? two(cpuSum(bare)) : '',
  ])
  return markdown(
    [
      'operation',
      'requests/s',
      'CPU ms: application + PostgreSQL',
      'promise',
      'p50 · p99 ms at 30 % load',
      'p99 ≤ 25 (writes 50)',
      'requests/s ÷ bare',
      'CPU ms of bare',
    ],
    rows,
  )
}

export const comparisonsOf = (comparisons: readonly Comparison[]): string =>
  markdown(
    ['comparison', 'figure', 'promise', ''],
    comparisons.map(({ what, figure, promise, kept: yes }) => [what, two(figure), promise, kept(yes)]),
  )

function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
