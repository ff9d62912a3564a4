import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { startTestCluster } from './harness/cluster.ts'
import type { Mutation } from './laws/mutation.ts'
import { mutations } from './laws/mutations.ts'
import { paths, root } from './laws/tree.ts'

// `npm run test:mutation`: are the tests worth anything? Breaks rules one at a time, in a copy of the work tree, and
// demands that the test named after the rule fails; unbroken, it must pass. `-- --seed 7` picks the same rules again,
// `-- --count 5` fewer, `-- --all` every one, `-- --rule R3` those of one rule.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(process.pid) },
    count: { type: 'string', default: '20' },
    all: { type: 'boolean', default: false },
    rule: { type: 'string' },
  },
})

/** The first `count` of `list` in an order that the seed decides. */
const pick = <T>(list: T[], count: number, seed: number): T[] => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return list
    .map((item) => ({ item, at: next() }))
    .sort((a, b) => a.at - b.at)
    .slice(0, count)
    .map(({ item }) => item)
}

const copyTree = (): string => {
  const tree = mkdtempSync(join(tmpdir(), 'mutation-'))
  for (const path of paths()) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    cpSync(join(root, path), join(tree, path))
  }
  symlinkSync(join(root, 'node_modules'), join(tree, 'node_modules'))
  return tree
}

type Verdict = 'passed' | 'failed' | 'did not run'
interface Report {
  testResults: { assertionResults: { fullName: string; title: string; status: string }[] }[]
}

/**
 * Runs one named test of the copy; all of its cases, where it has several.
 *
 * @param databaseUrl a server that has been migrated already; without it, the run migrates one of its own
 */
const runTest = (tree: string, { file, name }: Mutation['test'], databaseUrl?: string): Verdict => {
  const output = join(tree, 'result.json')
  rmSync(output, { force: true })
  const pattern = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%[a-z#]|\\\$\w+/g, '.*')
  const { stderr, stdout } = spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      file,
      '-t',
      pattern,
      '--reporter=json',
      `--outputFile=${output}`,
      '--cache=false',
      '--fsModuleCache=false',
    ],
    {
      cwd: tree,
      encoding: 'utf8',
      env: databaseUrl ? { ...process.env, TEST_DATABASE_ADMIN_URL: databaseUrl } : process.env,
      timeout: 180_000,
    },
  )
  let report: Report
  try {
    report = JSON.parse(readFileSync(output, 'utf8'))
  } catch {
    console.log(`${stdout}\n${stderr}`.trim())
    return 'did not run'
  }
  const statuses = report.testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ fullName }) => new RegExp(pattern).test(fullName))
    .map(({ status }) => status)
  if (statuses.includes('failed')) return 'failed'
  return statuses.includes('passed') ? 'passed' : 'did not run'
}

const unbroken = new Map<string, Verdict>()

/** What is wrong with the test of a mutation; nothing, when it passes, and fails while the rule is broken. */
const tryMutation = (
  tree: string,
  { file, find, replace, test }: Mutation,
  databaseUrl: string,
): string | undefined => {
  const path = join(tree, file)
  const text = readFileSync(path, 'utf8')
  if (text.split(find).length !== 2) return `“${find}” stands ${text.split(find).length - 1} times in ${file}`
  const watch = `${test.file} ${test.name}`
  const whole = unbroken.get(watch) ?? runTest(tree, test, databaseUrl)
  unbroken.set(watch, whole)
  if (whole !== 'passed') return `unbroken, it ${whole}`
  writeFileSync(
    path,
    text.replace(find, () => replace),
  )
  try {
    const broken = runTest(tree, test, file.startsWith('db/') ? undefined : databaseUrl)
    return broken === 'failed' ? undefined : `with the rule broken, it ${broken}`
  } finally {
    writeFileSync(path, text)
  }
}

const seed = Number(values.seed)
const candidates = mutations.filter(({ rule }) => values.rule === undefined || rule === values.rule)
const chosen = values.all || values.rule ? candidates : pick(candidates, Number(values.count), seed)
console.log(`Breaking ${chosen.length} of ${mutations.length} rules, seed ${seed}.`)

const tree = copyTree()
const cluster = await startTestCluster()
let failed = 0
try {
  for (const mutation of chosen) {
    const fault = tryMutation(tree, mutation, cluster.adminUrl)
    failed += fault ? 1 : 0
    console.log(`${fault ? 'FAILED' : 'ok    '} ${mutation.rule.padEnd(9)} ${mutation.test.name}`)
    console.log(`       ${mutation.file}: ${mutation.find.trim()} → ${mutation.replace.trim() || '(nothing)'}`)
    if (fault) console.log(`       ${fault}`)
  }
} finally {
  await cluster.stop()
  rmSync(tree, { recursive: true, force: true })
}
console.log(`\n${chosen.length - failed} passed, ${failed} failed`)
process.exitCode = failed > 0 || chosen.length === 0 ? 1 : 0
