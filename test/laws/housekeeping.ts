import { productOf } from './scan.ts'
import { chain, type Node, parse, visit } from './syntax.ts'
import type { File } from './tree.ts'

/** The names of the operations that write without an event, `?` for one whose name is no literal. */
export const housekeepers = (files: File[]): string[] => {
  const names: string[] = []
  for (const file of files) {
    if (!productOf('server')(file.path) || file.path.startsWith('server/platform/')) continue
    visit(parse(file), (node) => {
      if (node.type !== 'CallExpression' || chain(node.callee) !== 'housekeeping') return
      const [spec] = node.arguments as { expression: Node }[]
      const properties = (spec?.expression.properties ?? []) as { key?: Node; value?: Node }[]
      const name = properties.find(({ key }) => key?.value === 'name')?.value
      names.push(typeof name?.value === 'string' ? name.value : '?')
    })
  }
  return names.sort()
}

/**
 * What is wrong between the operations without events and their allow-list, which only shrinks.
 *
 * @param allowed test/housekeeping.json: the names, sorted, and `most`, how many there may be
 */
export const housekeepingFaults = (found: string[], allowed: { most: number; names: string[] }): string[] => [
  ...found.filter((name) => !allowed.names.includes(name)).map((name) => `${name} writes without an event`),
  ...allowed.names.filter((name) => !found.includes(name)).map((name) => `${name} is gone: take it off the list`),
  ...(allowed.names.length === allowed.most
    ? []
    : [`the list has ${allowed.names.length} names, most is ${allowed.most}`]),
]
