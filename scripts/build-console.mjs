import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectEnv, projectNode, root, seconds } from './runtime.mjs'

const sources = ['console', 'domain', 'vite.config.ts', 'postcss.config.js', 'package-lock.json']
const page = join(root, 'dist', 'console', 'index.html')
const stampFile = join(root, 'dist', 'console.stamp')

/**
 * Builds the console into dist/console, unless what stands there was built from these very sources.
 * @returns whether a console stands there now; if not, the reason is printed
 */
export function buildConsole() {
  const stamp = digest()
  if (existsSync(page) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return true
  const start = performance.now()
  console.log('Building the console …')
  rmSync(stampFile, { force: true })
  const vite = spawnSync(projectNode(), [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build'], {
    cwd: root,
    env: projectEnv({ NODE_ENV: 'production' }),
    encoding: 'utf8',
  })
  if (vite.status !== 0 || !existsSync(page)) {
    console.error(vite.stdout ?? '', vite.stderr ?? '', vite.error?.message ?? '')
    console.error('The console could not be built, as above.')
    return false
  }
  writeFileSync(stampFile, stamp)
  console.log(`Built in ${seconds(start)}.`)
  return true
}

/** Over names and contents: times of files change with every checkout. */
function digest() {
  const hash = createHash('sha256')
  for (const source of sources) add(hash, source)
  return `${hash.digest('hex')}\n`
}

function add(hash, name) {
  const path = join(root, name)
  if (!existsSync(path) || /\.test\.tsx?$/.test(name)) return
  if (statSync(path).isDirectory()) {
    for (const child of readdirSync(path).sort()) add(hash, `${name}/${child}`)
  } else {
    const content = readFileSync(path)
    hash.update(`${name} ${content.length}\n`).update(content)
  }
}
