import { parseSync } from '@swc/core'
import type { File } from './tree.ts'

/** A node of the syntax tree, as plain data: the scans look at a few shapes only. */
export interface Node {
  type: string
  [key: string]: unknown
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'

const nameOf = (node: Node): string | undefined => {
  const id = node.id ?? node.identifier
  return isNode(id) && typeof id.value === 'string' ? id.value : undefined
}

const parsed = new Map<string, Node>()

/** The syntax tree of a file. Throws when the file is no TypeScript. */
export const parse = ({ path, text }: File): Node => {
  const key = `${path}\n${text}`
  const known = parsed.get(key)
  if (known) return known
  const tree = parseSync(text, { syntax: 'typescript', tsx: /\.(tsx|jsx)$/.test(path) }) as unknown as Node
  parsed.set(key, tree)
  return tree
}

/** Calls `look` for every node, with the name of the outermost declaration around it. */
export const visit = (node: Node, look: (node: Node, owner?: string) => void, owner?: string): void => {
  look(node, owner)
  const inner = owner ?? (/Declara/.test(node.type) ? nameOf(node) : undefined)
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (isNode(child)) visit(child, look, inner)
      else if (isNode((child as { expression?: unknown } | null)?.expression)) {
        visit((child as { expression: Node }).expression, look, inner)
      }
    }
  }
}

/** What `judge` says about the nodes of a file. */
export const findNodes = (file: File, judge: (node: Node, owner?: string) => string | undefined): string[] => {
  const found: string[] = []
  visit(parse(file), (node, owner) => {
    const fault = judge(node, owner)
    if (fault !== undefined) found.push(fault)
  })
  return found
}

/**
 * `a.b.c` for a chain of members written with dots or with a literal in brackets, calls on the way left out
 * (`a.b(1).c`); undefined for everything else.
 */
export const chain = (node: unknown): string | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === 'Identifier') return String(node.value)
  if (node.type !== 'MemberExpression') return undefined
  const { object, property } = node as unknown as { object: Node; property: Node }
  const last = property.type === 'Computed' ? (property.expression as Node) : property
  const before = chain(object.type === 'CallExpression' ? object.callee : object)
  return before && typeof last.value === 'string' ? `${before}.${last.value}` : undefined
}

/** Stands in `literal` for what a template fills in. */
export const hole = '⟨⟩'

/** The fixed text of a string or template, with holes. Undefined for everything else. */
export const literal = (node: Node): string | undefined => {
  if (node.type === 'StringLiteral') return String(node.value)
  if (node.type !== 'TemplateLiteral' || !Array.isArray(node.quasis)) return undefined
  return node.quasis.map((part: { cooked?: string; raw: string }) => part.cooked ?? part.raw).join(hole)
}
