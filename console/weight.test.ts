import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const valueImport = /^(?:import|export)\s+(?!type\b)(?:[^'"]*?\sfrom\s+)?'([^']+)'/gm
const onlyTypes = /^(?:import|export)\s*\{\s*(?:type\s[^,}]+,?\s*)+\}\s*from/

/** The modules that a file loads when it runs: imports of types leave nothing behind. */
const loads = (file: string): string[] => {
  const text = readFileSync(file, 'utf8')
  return [...text.matchAll(valueImport)].filter(([line]) => !onlyTypes.test(line)).map(([, from = '']) => from)
}

/** Whether running a module of the domain loads the schema library; `via` says through which files. */
function wayToZod(file: string, via: string[] = []): string[] | null {
  if (via.includes(file)) return null
  for (const from of loads(file)) {
    const way = [...via, file]
    if (from === 'zod' || from.startsWith('zod/')) return way
    const found = from.startsWith('.') ? wayToZod(join(dirname(file), from), way) : null
    if (found) return found
  }
  return null
}

const files = readdirSync(join(root, 'console'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => join(root, 'console', path))

test('no page carries the schema library: what the console needs of the domain is free of it', () => {
  const heavy = files.flatMap((file) => {
    // The build puts the light route table in its place.
    const own = loads(file).filter((from) => from !== '../domain/api/api.ts' && /\/domain\/|^zod/.test(from))
    const ways = own.map((from) => (from.startsWith('.') ? wayToZod(join(dirname(file), from)) : [from]))
    return ways.flatMap((way) => (way ? [[file, ...way].map((path) => relative(root, path)).join(' → ')] : []))
  })
  expect(files.length).toBeGreaterThan(40)
  expect(heavy).toEqual([])
})

test('the way to the schema library is found where there is one', () => {
  expect(wayToZod(join(root, 'domain/api/users.ts'))).not.toBeNull()
})
