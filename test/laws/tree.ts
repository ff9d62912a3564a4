import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

/** A file of the product: its path from the root, with slashes, and its text. */
export interface File {
  path: string
  text: string
}

/** The root of the work tree. */
export const root = resolve(import.meta.dirname, '../..')

const notOurs = new Set(['node_modules', 'dist', '.git', '.data', '.cache', '.ci'])
const written = /\.(ts|tsx|mjs|cjs|js|sql|md|json|css|html|yml|yaml)$/

const walk = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (notOurs.has(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? walk(path) : [path]
  })

/** Every path of the product below `from` (default: the root), from the root, sorted. */
export const paths = (from = root): string[] =>
  walk(from)
    .map((path) => relative(from, path).replaceAll('\\', '/'))
    .sort()

/** Every file of the product that people write; what a program writes (package-lock.json) is left out. */
export const files = (): File[] =>
  paths()
    .filter((path) => written.test(path) && path !== 'package-lock.json')
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
