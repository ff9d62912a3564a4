import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../server/platform/embedded-database.ts'

/** A server process that holds an embedded database, to be killed. Run as a program, it is that process. */
export type EmbeddedChild = { process: ChildProcess; urls: Omit<EmbeddedDatabase, 'stop'> }

/**
 * Starts a process that opens the database in `dataDir` and holds it.
 * @param prefix words before the command, as `setpriv …`
 * @throws an Error with what the process printed when it ended instead
 */
export async function startEmbeddedChild(dataDir: string, prefix: string[] = []): Promise<EmbeddedChild> {
  const [command = '', ...args] = [...prefix, process.execPath, fileURLToPath(import.meta.url), dataDir]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  child.stderr.on('data', (chunk) => {
    complaint += chunk
  })
  for await (const line of createInterface(child.stdout)) return { process: child, urls: JSON.parse(line) }
  throw new Error(complaint)
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { stop, ...urls } = await startEmbeddedDatabase({
    dataDir: process.argv[2] ?? '',
    log: { info() {}, warn() {}, error() {} },
  })
  process.on('SIGTERM', () => stop().then(() => process.exit(0)))
  console.log(JSON.stringify(urls))
}
