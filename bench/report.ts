import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
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

export function markdown(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

const file = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url))

/** The text with what stands between the marks of a benchmark replaced, or added at the end. */
export function withSection(text: string, name: string, section: string): string {
  const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`]
  const mine = `${begin}\n\n${section.trim()}\n\n${end}`
  const [from, to] = [text.indexOf(begin), text.indexOf(end)]
  return from < 0 || to < from
    ? `${text.trimEnd()}\n\n${mine}\n`
    : `${text.slice(0, from)}${mine}${text.slice(to + end.length)}`
}

/** Writes the figures of one benchmark into docs/benchmarks.md; those of the others stay. */
export const writeSection = (name: string, section: string): void =>
  writeFileSync(file, withSection(readFileSync(file, 'utf8'), name, section))
