// npm test: every check of the repository. `npm test -- types unit` runs only these; `--long` adds the long ones.
import { findBrowser } from './browser.mjs'
import { install } from './install.mjs'
import { checkRunningNode, fail, seconds } from './runtime.mjs'
import { stages } from './stages.mjs'

checkRunningNode()
const words = process.argv.slice(2)
const unknown = words.filter((word) => word !== '--long' && !stages.some((stage) => stage.name === word))
if (unknown.length > 0) {
  fail(`There is no stage ${unknown.join(', ')}. Stages: ${stages.map((stage) => stage.name).join(' ')}, and --long.`)
}
const names = words.filter((word) => word !== '--long')
const isChosen = (stage) =>
  names.includes(stage.name) ||
  (stage.name === 'long' && words.includes('--long')) ||
  (stage.name === 'build' && names.includes('e2e')) ||
  (names.length === 0 && !stage.onlyOnDemand)
const chosen = stages.filter(isChosen)

const began = performance.now()
install()
const browser = chosen.some((stage) => stage.needsBrowser) ? await findBrowser() : undefined
if (!browser && chosen.some((stage) => stage.needsBrowser)) {
  console.log('0 passed, 1 failed')
  process.exit(1)
}

let interrupted = false
for (const signal of ['SIGINT', 'SIGTERM']) {
  process.on(signal, () => {
    interrupted = true
  })
}
const total = { passed: 0, failed: 0 }
const summary = []
for (const stage of chosen) {
  console.log(`\n── ${stage.name} ──`)
  const start = performance.now()
  const { passed, failed } = await stage.run(browser)
  total.passed += passed
  total.failed += failed
  summary.push(
    `${stage.name.padEnd(8)}${String(passed).padStart(6)} passed${String(failed).padStart(6)} failed${seconds(start).padStart(10)}`,
  )
  if (interrupted) fail('Interrupted.')
}
console.log(`\n${summary.join('\n')}\n${'total'.padEnd(8)}${seconds(began).padStart(36)}\n`)
console.log(`${total.passed} passed, ${total.failed} failed`)
process.exitCode = total.failed === 0 ? 0 : 1
