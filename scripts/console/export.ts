import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CommandError } from './client.ts'
import type { SignedIn } from './sign-in.ts'
import { say } from './terminal.ts'

/** Saves the users of an account; the kind of file follows from its name. Half a file is never left under that name. */
export async function exportFile(
  { client, accountId, accountName }: SignedIn,
  out: string,
  search?: string,
): Promise<void> {
  const kind = /\.(csv|xlsx)$/i.exec(out)?.[1]?.toLowerCase()
  if (!kind) throw new CommandError('--out FILE ends in .csv or .xlsx.')
  const filter = search ? `?search=${encodeURIComponent(search)}` : ''
  const { body } = await client.download(`/api/accounts/${accountId}/users.${kind}${filter}`)
  let bytes = 0
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      done(null, chunk)
    },
  })
  const part = `${out}.part`
  try {
    await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), counted, createWriteStream(part))
    await rename(part, out)
  } catch (error) {
    await rm(part, { force: true })
    throw new CommandError(`${out} could not be written: ${(error as Error).message}`)
  }
  say(`The users of ${accountName} are in ${out} (${bytes.toLocaleString('en')} bytes).`)
}
