import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fail, root, seconds, systemEnv } from './runtime.mjs'

const stampFile = join(root, 'node_modules', '.installed')

/** Installs the libraries of package-lock.json, unless exactly these are there. */
export function install() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const stamp = `${createHash('sha256').update(lock).digest('hex')} ${process.platform} ${process.arch}\n`
  if (read(stampFile) === stamp) return
  if (!isInstalled(JSON.parse(lock))) {
    const start = performance.now()
    console.log('Installing the libraries; the first time this takes about half a minute …')
    rmSync(stampFile, { force: true })
    // Whatever NODE_ENV says: the build needs the development libraries, and Node.js itself comes as an optional one.
    const words = ['ci', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--no-progress']
    const shell = process.platform === 'win32'
    const npm = spawnSync('npm', words, { cwd: root, env: systemEnv(), encoding: 'utf8', shell, maxBuffer: 2 ** 28 })
    if (npm.status !== 0) {
      console.error(npm.stdout ?? '', npm.stderr ?? '', npm.error?.message ?? '')
      fail('The libraries could not be installed: "npm ci" failed, as above.')
    }
    console.log(`Installed in ${seconds(start)}.`)
  }
  writeFileSync(stampFile, stamp)
}

/** Compares with what npm wrote down about its last install, so that a person's own `npm ci` counts. */
function isInstalled(lock) {
  const record = read(join(root, 'node_modules', '.package-lock.json'))
  if (!record) return false
  const installed = JSON.parse(record).packages
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (path === '') return true
    const found = installed[path]
    if (!found) return Boolean(wanted.optional)
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(join(root, path))
  })
}

function read(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
