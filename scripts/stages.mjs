import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildConsole } from './build-console.mjs'
import { projectEnv, projectNode, root } from './runtime.mjs'

/** A stage that hangs must not hang the whole run. In milliseconds. */
const limit = { usual: 15 * 60_000, long: 3 * 60 * 60_000 }

/**
 * What `npm test` runs, in order. Each gives how many checks passed and failed; a skipped test failed, and so did a
 * stage without any test.
 */
export const stages = [
  { name: 'types', run: () => check('npm', ['run', '--silent', 'types']) },
  { name: 'lint', run: () => check('npm', ['run', '--silent', 'lint']) },
  { name: 'laws', run: () => counted(projectNode(), ['test/laws.ts']) },
  { name: 'build', run: () => (buildConsole() ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }) },
  { name: 'unit', run: () => vitest(['--config', 'vitest.config.ts']) },
  { name: 'faults', run: () => vitest(['--config', 'vitest.faults.config.ts']) },
  { name: 'e2e', needsBrowser: true, run: (browser) => vitest(['--config', 'vitest.e2e.config.ts'], browser) },
  {
    name: 'long',
    onlyOnDemand: true,
    needsBrowser: true,
    run: (browser) => vitest(['--config', 'vitest.long.config.ts'], browser, limit.long),
  },
]

/** One check: the program's exit code. */
async function check(command, words) {
  return (await start(command, words)).code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
}

/** A program that ends with the line `N passed, N failed`. */
async function counted(command, words) {
  const { code, output } = await start(command, words, { keepOutput: true })
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1)
  return atLeastOneFailure(code, { passed: Number(last?.[1] ?? 0), failed: Number(last?.[2] ?? 0) })
}

async function vitest(words, browser, timeout = limit.usual) {
  const folder = mkdtempSync(join(tmpdir(), 'accounts-report-'))
  const report = join(folder, 'report.json')
  try {
    const program = ['node_modules/vitest/vitest.mjs', 'run', ...words, '--allowOnly=false']
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
    const env = browser ? { CHROMIUM_PATH: browser } : {}
    const { code } = await start(projectNode(), [...program, ...reporters], { env, timeout })
    return atLeastOneFailure(code, countReport(report))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Counts tests; a file that could not even be loaded counts as one that failed. */
export function countReport(path) {
  const counts = { passed: 0, failed: 0 }
  let files = []
  try {
    files = JSON.parse(readFileSync(path, 'utf8')).testResults
  } catch {
    return counts
  }
  for (const file of files) {
    const passed = file.assertionResults.filter((test) => test.status === 'passed').length
    const others = file.assertionResults.length - passed
    counts.passed += passed
    counts.failed += others
    if (file.status !== 'passed' && others === 0) counts.failed += 1
  }
  return counts
}

/** No test at all, or an exit code that says more than the counts do. */
export function atLeastOneFailure(code, { passed, failed }) {
  const isFine = code === 0 && passed > 0
  return { passed, failed: isFine ? failed : Math.max(failed, 1) }
}

function start(command, words, { env = {}, timeout = limit.usual, keepOutput = false } = {}) {
  return new Promise((resolve) => {
    const stdio = ['ignore', keepOutput ? 'pipe' : 'inherit', 'inherit']
    const shell = process.platform === 'win32'
    const child = spawn(command, words, { cwd: root, env: projectEnv(env), stdio, shell })
    let output = ''
    child.stdout?.on('data', (chunk) => {
      process.stdout.write(chunk)
      output += chunk
    })
    const timer = setTimeout(() => {
      console.error(`Stopped after ${timeout / 60_000} minutes.`)
      child.kill('SIGTERM')
      setTimeout(() => child.kill('SIGKILL'), 10_000).unref()
    }, timeout)
    const stop = (signal) => child.kill(signal)
    process.on('SIGTERM', stop)
    const finish = (code) => {
      clearTimeout(timer)
      process.off('SIGTERM', stop)
      resolve({ code, output })
    }
    child.on('error', (error) => {
      console.error(error.message)
      finish(1)
    })
    child.on('close', finish)
  })
}
