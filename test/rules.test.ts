import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { mutations } from './laws/mutations.ts'
import { markedTests, rowsOf, ruleFaults } from './laws/rules.ts'
import { files, root } from './laws/tree.ts'

const source = (text: string) => markedTests([{ path: 'domain/a.test.ts', text }])

// Marks are put together here, so that this file carries none itself.
const mark = (number: number) => `R${number}`

describe('docs/rules.md', () => {
  const first = `${mark(1)} a name is asked for`
  const both = `${mark(2)}, ${mark(3)} an email isn't taken twice`
  const tests = source(`test('${first}', f)\ntest.each([1])("${both}", f)`)
  const good = [
    { rule: mark(1), sentence: 'A user has a name.', test: first },
    { rule: mark(2), sentence: 'A user has an email.', test: both },
    { rule: mark(3), sentence: 'An email is used once.', test: both },
  ]

  test('finds the marks at the beginning of test names, however they are quoted', () => {
    expect(tests).toEqual(
      new Map([
        [first, [mark(1)]],
        [both, [mark(2), mark(3)]],
      ]),
    )
    const quoted = source(
      `it('${mark(4)} doesn\\'t say ${mark(5)}', f); describe(\`SEC-${6} x\`, f); ['SCIM-F${7} y', 1]`,
    )
    expect([...quoted.values()]).toEqual([[mark(4)], [`SEC-${6}`], [`SCIM-F${7}`]])
    expect(source(`// test('${first}', f)\nconst message = 'see ${mark(1)} there'`).size).toBe(0)
  })

  test('reads the table and nothing else', () => {
    const page = `# Rules\n\n| rule | sentence | test |\n|---|:--|---|\n| ${mark(1)} | A. | ${first} |\n\nText | with | bars`
    expect(rowsOf(page)).toEqual([{ rule: mark(1), sentence: 'A.', test: first }])
  })

  test.each([
    ['a tested rule without a row', good.slice(1), `${mark(1)} is tested and has no row`],
    [
      'a row whose test is gone',
      [...good.slice(0, 2), { ...good[2]!, test: 'gone' }],
      `${mark(3)} names a test that does not exist: gone`,
    ],
    [
      'a row with the test of another rule',
      [{ ...good[0]!, test: both }, ...good.slice(1)],
      `${mark(1)} names a test that does not exist: ${both}`,
    ],
    ['a rule twice', [...good, good[2]!], `${mark(3)} has two rows`],
    ['no sentence', [{ ...good[0]!, sentence: 'name' }, ...good.slice(1)], `${mark(1)} is not said in a sentence`],
    ['rules out of order', [good[0]!, good[2]!, good[1]!], `${mark(3)} is out of order`],
  ])('refuses %s', (_, rows, fault) => {
    expect(ruleFaults(rows, tests)).toContain(fault)
  })

  test('accepts a complete table', () => {
    expect(ruleFaults(good, tests)).toEqual([])
  })

  test('says each rule that is built in one sentence, with the name of its test', () => {
    const rows = rowsOf(readFileSync(join(root, 'docs/rules.md'), 'utf8'))
    expect(ruleFaults(rows, markedTests(files()))).toEqual([])
    expect(rows).not.toEqual([])
  })
})

describe('npm run test:mutation', () => {
  const text = (path: string) => readFileSync(join(root, path), 'utf8')

  test('has at least 20 rules to break', () => {
    expect(mutations.length).toBeGreaterThanOrEqual(20)
  })

  test.each(mutations)('finds what it breaks and who watches: $rule in $file: $find', ({
    file,
    find,
    replace,
    test,
  }) => {
    expect(text(file).split(find)).toHaveLength(2)
    expect(replace).not.toBe(find)
    expect(text(test.file)).toContain(test.name)
  })
})
