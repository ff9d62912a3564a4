import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { projectEnv, projectNode, root, seconds } from './runtime.mjs'

const places = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

const withPlaywright = ['node_modules/playwright-core/cli.js', 'install', '--with-deps', 'chromium']

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, the system's, Playwright's own; root installs one where there is
 * none. Otherwise undefined, and the one command that helps is printed.
 */
export async function findBrowser() {
  const found = await search()
  if (found) return found
  if (process.env.CHROMIUM_PATH) {
    console.error(`CHROMIUM_PATH=${process.env.CHROMIUM_PATH} does not start.`)
    return undefined
  }
  const isDebian = /^ID=debian$/m.test(read('/etc/os-release')) && existsSync('/usr/bin/apt-get')
  if (process.getuid?.() === 0) {
    const start = performance.now()
    console.log('Installing Chromium for the tests in a browser …')
    if (isDebian) run('apt-get', ['update']) && run('apt-get', ['install', '-y', 'chromium'])
    else run(projectNode(), withPlaywright)
    const installed = await search()
    if (installed) console.log(`Installed in ${seconds(start)}.`)
    else console.error('Chromium could not be installed, as above.')
    return installed
  }
  const command = isDebian
    ? 'sudo apt-get update && sudo apt-get install -y chromium'
    : 'npx playwright-core install --with-deps chromium'
  console.error(`The end-to-end tests need a Chromium, and there is none. Install it with:\n\n  ${command}\n`)
  return undefined
}

async function search() {
  if (process.env.CHROMIUM_PATH) return starts(process.env.CHROMIUM_PATH) ? process.env.CHROMIUM_PATH : undefined
  return places.find(starts) ?? [await playwrightOwn()].find(starts)
}

async function playwrightOwn() {
  try {
    const { chromium } = await import('playwright-core')
    return chromium.executablePath()
  } catch {
    return ''
  }
}

/** Some systems have a file of this name that only tells how to install the browser. */
function starts(path) {
  return Boolean(path) && existsSync(path) && spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0
}

function run(command, words) {
  const env = projectEnv({ DEBIAN_FRONTEND: 'noninteractive' })
  const child = spawnSync(command, words, { cwd: root, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
  if (child.status !== 0) console.error(child.stdout ?? '', child.stderr ?? '', child.error?.message ?? '')
  return child.status === 0
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : ''
}
