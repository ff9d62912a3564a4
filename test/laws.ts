import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { holdAgainstLaws, laws, sources, type Violation } from './laws/cruise.ts'
import { obedient, type Plant, plants, props } from './laws/planted.ts'

// `npm run laws`: who may import whom. First the laws are tried on a small planted tree, where each must catch its
// violations and no other file; then the product is held against them, every one of its files.

const root = resolve(import.meta.dirname, '..')

const plantTree = (): string => {
  const tree = mkdtempSync(join(tmpdir(), 'laws-'))
  const files = { ...obedient, ...props, ...Object.fromEntries(plants.map(({ file, text }) => [file, text])) }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), `${text}\n`)
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}

const isOf = ({ law, file, to }: Plant, violation: Violation): boolean =>
  violation.law === law &&
  violation.from === file &&
  (violation.to === to || violation.to.includes(`node_modules/${to}/`))

/** One sentence for each file below `root` that the cruise did not see: a gate that sees nothing passes everything. */
const unseen = (root: string, modules: Set<string>): string[] =>
  sources(root)
    .filter((path) => !modules.has(path))
    .map((path) => `not cruised: ${path}`)

/** For each law, what is wrong with it on the planted tree; nothing, when it catches all of its plants. */
const tryLaws = async (): Promise<Map<string, string[]>> => {
  const tree = plantTree()
  try {
    const { modules, violations } = await holdAgainstLaws(tree)
    const results = new Map<string, string[]>([
      ['(planted tree)', unseen(tree, modules)],
      ['(obedient files)', violations.filter(({ from }) => from in obedient || from in props).map(say)],
    ])
    for (const { name } of laws) {
      const own = plants.filter((plant) => plant.law === name)
      const missed = own.filter((plant) => !violations.some((violation) => isOf(plant, violation)))
      const faults = missed.map(({ file, to }) => `not caught: ${file} imports ${to}`)
      results.set(name, own.length > 0 ? faults : ['no violation is planted for this law'])
    }
    return results
  } finally {
    rmSync(tree, { recursive: true })
  }
}

const say = ({ law, from, to }: Violation): string => `${law}: ${from} imports ${to}`

const tried = await tryLaws()
const { modules, violations } = await holdAgainstLaws(root)
const missing = unseen(root, modules)

let failed = 0
const report = (name: string, comment: string, faults: string[]): void => {
  failed += faults.length > 0 ? 1 : 0
  console.log(`${faults.length > 0 ? 'FAILED' : 'ok    '} ${name.padEnd(28)} ${comment}`)
  for (const fault of faults) console.log(`         ${fault}`)
}

report('the planted tree', 'is seen whole', tried.get('(planted tree)') ?? [])
report('the obedient files of it', 'pass', tried.get('(obedient files)') ?? [])
for (const { name, comment } of laws) {
  report(name, comment, [...(tried.get(name) ?? []), ...violations.filter(({ law }) => law === name).map(say)])
}
report('the product', `is seen whole: ${sources(root).length} files`, missing)
console.log(`\n${laws.length + 3 - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 ? 1 : 0
