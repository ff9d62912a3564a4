import { isTest } from './scan.ts'
import { literal, parse, visit } from './syntax.ts'
import type { File } from './tree.ts'

/** A mark of a rule (R3, SEC-12, REL-1, SCIM-F6) as tests and docs/rules.md carry it. */
const mark = String.raw`(?:R\d+|(?:SEC|REL)-\d+|SCIM-[A-Z]+\d+)`
const leading = new RegExp(String.raw`^${mark}(?:(?:, | and | · |\/| )${mark})*\b`)

/** A row of docs/rules.md: the rule, what it says in one sentence, and the name of the test that would fail. */
export interface Row {
  rule: string
  sentence: string
  test: string
}

/**
 * The names of all tests that carry marks, with the marks that stand at their beginning (`R15, R16 …`). Strings in
 * comments don't count; what a template fills in is a hole (⟨⟩).
 */
export const markedTests = (files: File[]): Map<string, string[]> => {
  const found = new Map<string, string[]>()
  for (const file of files) {
    if (!isTest(file.path) || file.path.startsWith('test/laws/') || !/\.tsx?$/.test(file.path)) continue
    visit(parse(file), (node) => {
      const name = literal(node)
      const marks = name?.match(leading)?.[0].match(new RegExp(mark, 'g'))
      if (name && marks && /\s/.test(name)) found.set(name, marks)
    })
  }
  return found
}

/** The rows of the table `| rule | sentence | test |` in a page. */
export const rowsOf = (page: string): Row[] =>
  [...page.matchAll(/^\|\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|\s*([^|]*?)\s*\|\s*$/gm)]
    .map(([, rule = '', sentence = '', test = '']) => ({ rule, sentence, test }))
    .filter(({ rule }) => rule !== 'rule' && !/^:?-+:?$/.test(rule))

const order = (rule: string): string =>
  ['R', 'SEC', 'REL', 'SCIM'].indexOf(rule.match(/^[A-Z]+?(?=-|\d)/)?.[0] ?? '') +
  rule.replace(/\d+/, (digits) => digits.padStart(4, '0'))

/** What is wrong between the rows of docs/rules.md and the marked tests of the product. */
export const ruleFaults = (rows: Row[], tests: Map<string, string[]>): string[] => {
  const rules = rows.map(({ rule }) => rule)
  const tested = new Set([...tests.values()].flat())
  const missing = [...tested].filter((rule) => !rules.includes(rule)).map((rule) => `${rule} is tested and has no row`)
  const twice = rules.filter((rule, index) => rules.indexOf(rule) !== index).map((rule) => `${rule} has two rows`)
  const inOrder = [...rules].sort((a, b) => (order(a) < order(b) ? -1 : 1))
  const late = rules.findIndex((rule, index) => rule !== inOrder[index])
  const wrong = rows.flatMap(({ rule, sentence, test }) => [
    ...(/\.$/.test(sentence) ? [] : [`${rule} is not said in a sentence`]),
    ...(tests.get(test)?.includes(rule) ? [] : [`${rule} names a test that does not exist: ${test}`]),
  ])
  return [...missing, ...twice, ...wrong, ...(late < 0 ? [] : [`${rules[late]} is out of order`])]
}
