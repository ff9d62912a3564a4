import { isCode, isTest, productOf, type Scan } from './scan.ts'
import { chain, findNodes, type Node } from './syntax.ts'

const at = (path: string, text: string) => ({ path, text })

const noEnvironment: Scan = {
  law: 'only server/config.ts reads the environment',
  covers: (path) => productOf('domain', 'server', 'console')(path) && path !== 'server/config.ts',
  find: (file) =>
    findNodes(file, (node) => {
      if (/^(globalThis\.)?process\.env$/.test(chain(node) ?? '')) return 'process.env'
      const isImport = node.type === 'ImportDeclaration' && (node.source as Node).value === 'node:process'
      return isImport ? 'imports node:process' : undefined
    }),
  planted: [
    at('server/main.ts', 'const port = process.env.PORT'),
    at('server/main.ts', "const port = process['env'].PORT"),
    at('server/main.ts', 'export const f = () => [...Object.keys(globalThis.process.env)]'),
    at('server/platform/db.ts', "import { env } from 'node:process'\nexport const url = env.DATABASE_URL"),
  ],
  innocent: [at('server/main.ts', '// process.env is read by config.ts\nprocess.exitCode = 1')],
}

const noClock: Scan = {
  law: 'only platform/clock.ts asks what time it is',
  covers: (path) => productOf('domain', 'server')(path) && path !== 'server/platform/clock.ts',
  find: (file) =>
    findNodes(file, (node) => {
      const callee = chain(node.callee)
      if (node.type === 'NewExpression' && callee === 'Date') {
        return (node.arguments as unknown[] | undefined)?.length ? undefined : 'new Date()'
      }
      if (node.type === 'CallExpression' && callee === 'Date') return 'Date()'
      return chain(node) === 'Date.now' ? 'Date.now' : undefined
    }),
  planted: [
    at('server/features/users/users.ts', 'export const f = () => ({ at: new Date() })'),
    at('server/features/users/users.ts', 'export const f = () => new Date'),
    at('server/platform/mail.ts', 'const started = Date.now()'),
    at('server/platform/mail.ts', 'export const f = (now = Date.now) => now()'),
    at('domain/page.ts', 'export const today = () => Date()'),
  ],
  innocent: [
    at(
      'server/features/users/users.ts',
      "export const f = (at: string) => new Date(at) // not new Date()\nconst s = 'Date.now()'",
    ),
  ],
}

const frameworkFile = /^(vite|vitest|postcss)(\.\w+)?\.config\.\w+$/

const noDefaultExports: Scan = {
  law: 'nothing is exported by default where no framework asks for it',
  covers: (path) => isCode(path) && !frameworkFile.test(path),
  find: (file) =>
    findNodes(file, (node) => {
      if (/^ExportDefault/.test(node.type)) return 'export default'
      if (node.type !== 'ExportSpecifier') return undefined
      const name = (node.exported ?? node.orig) as Node
      return name.value === 'default' ? 'export { … as default }' : undefined
    }),
  planted: [
    at('console/pages/users.tsx', 'export default function Users() { return <b /> }'),
    at('domain/users.ts', 'export default { a: 1 }'),
    at('domain/users.ts', 'const a = 1\nexport { a as default }'),
  ],
  innocent: [at('domain/users.ts', "export const text = 'export default'\nswitch (text) { default: }")],
}

const noClasses: Scan = {
  law: 'there are no classes but errors',
  covers: productOf('domain', 'server', 'console'),
  find: (file) =>
    findNodes(file, (node) => {
      if (node.type !== 'ClassDeclaration' && node.type !== 'ClassExpression') return undefined
      return /(Error|Problem)$/.test(chain(node.superClass) ?? '') ? undefined : 'a class that is no error'
    }),
  planted: [
    at('server/platform/db.ts', 'export class Pool {}'),
    at('domain/users.ts', 'export const User = class extends Base {}'),
  ],
  innocent: [
    at('server/platform/problems.ts', 'export class Problem extends Error {}\nexport class Gone extends Problem {}'),
  ],
}

const noBarrels: Scan = {
  law: 'no file only passes on what others export',
  covers: isCode,
  find: (file) => {
    const { body } = findModule(file)
    const passesOn = (item: Node): boolean =>
      item.type === 'ExportAllDeclaration' || (item.type === 'ExportNamedDeclaration' && Boolean(item.source))
    return body.length > 0 && body.every(passesOn) ? ['a barrel'] : []
  },
  planted: [at('domain/words.ts', "export * from './users.ts'\nexport { fold } from './fold.ts'")],
  innocent: [at('domain/users.ts', "export { fold } from './fold.ts'\nexport const a = 1")],
}

const findModule = (file: { path: string; text: string }): { body: Node[] } => {
  let body: Node[] = []
  findNodes(file, (node) => {
    if (node.type === 'Module') body = node.body as Node[]
    return undefined
  })
  return { body }
}

const noHiddenImports: Scan = {
  law: 'types are imported by import declarations, which the import laws can see',
  covers: productOf('domain', 'server', 'console'),
  find: (file) => findNodes(file, (node) => (node.type === 'TsImportType' ? 'an import inside a type' : undefined)),
  planted: [at('console/api.ts', "export type T = Promise<import('../server/app.ts').App>")],
  innocent: [
    at('console/api.ts', "import type { User } from '../domain/users.ts'\nexport const f = () => import('./lazy.ts')"),
  ],
}

const noAny: Scan = {
  law: 'nothing is typed any',
  // The tests read answers of any shape.
  covers: (path) => isCode(path) && !isTest(path),
  find: (file) => findNodes(file, (node) => (node.type === 'TsKeywordType' && node.kind === 'any' ? 'any' : undefined)),
  planted: [
    at('server/app.ts', 'export const f = (x: Array<any>) => x'),
    at('console/a.tsx', 'const x = <b>{1 as any}</b>'),
  ],
  innocent: [at('server/app.ts', "export const any = (x: unknown) => x // any\nconst s = 'any'")],
}

const noSkippedTests: Scan = {
  law: 'no test is skipped, put off or run alone',
  covers: (path) => isCode(path) && isTest(path),
  find: (file) =>
    findNodes(file, (node) => {
      const name = chain(node) ?? ''
      if (/^(test|it|describe|suite|bench)(\.\w+)*\.(skip|skipIf|only|todo|runIf|fails)$/.test(name)) return name
      return node.type === 'CallExpression' && /^(xit|xtest|xdescribe|fit|fdescribe)$/.test(chain(node.callee) ?? '')
        ? chain(node.callee)
        : undefined
    }),
  planted: [
    at('domain/fold.test.ts', "test.skip('R1', () => {})"),
    at('domain/fold.test.ts', "describe.each([1]).only('R1', () => {})\nit.only('x', () => {})"),
    at('test/e2e/a.ts', "test.skipIf(process.platform === 'win32')('R1', () => {})"),
  ],
  innocent: [at('domain/fold.test.ts', "test('R17 skips and says only why', () => { plan.skip('x') })")],
}

/** The laws that look at the syntax of code. */
export const codeScans: Scan[] = [
  noEnvironment,
  noClock,
  noDefaultExports,
  noClasses,
  noBarrels,
  noHiddenImports,
  noAny,
  noSkippedTests,
]
