import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import multipart from '@fastify/multipart'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fieldProblem, Problem } from './problem.ts'

/** A file that a request brought, on disk as long as it is looked at. */
export type Upload = {
  path: string
  fileName: string
  /** SHA-256 of name and bytes: what a repetition with the same Idempotency-Key must have too. */
  digest: string
  bytes(): AsyncIterable<Buffer>
}

/** Registers routes that take multipart/form-data with one file; no other route does. @param most bytes of the file */
export const takeUploads = (app: FastifyInstance, most: number, routes: (scope: FastifyInstance) => void) =>
  app.register(async (scope) => {
    await scope.register(multipart, {
      limits: { fileSize: most, files: 1, fields: 5, parts: 6, fieldSize: 1_000, fieldNameSize: 100, headerPairs: 50 },
    })
    routes(scope)
  })

/**
 * Streams the file of the field `file` to disk, gives it to `use`, and removes it.
 * @throws media_type_refused · invalid (no file) · too_large · malformed (cut off, or no multipart)
 */
export async function withUpload<T>(request: FastifyRequest, use: (upload: Upload) => Promise<T>): Promise<T> {
  if (!request.isMultipart()) throw new Problem('media_type_refused')
  const folder = await mkdtemp(join(tmpdir(), 'upload-'))
  try {
    return await use(await receive(request, join(folder, 'file')))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function receive(request: FastifyRequest, path: string): Promise<Upload> {
  const hash = createHash('sha256')
  const hashing = new Transform({
    transform(bytes: Buffer, _encoding, done) {
      hash.update(bytes)
      done(null, bytes)
    },
  })
  try {
    const part = await request.file()
    if (part?.fieldname !== 'file') throw fieldProblem('file', 'required')
    const fileName = part.filename || 'file'
    hash.update(`${fileName}\n`)
    await pipeline(part.file, hashing, createWriteStream(path, { mode: 0o600 }))
    return { path, fileName, digest: hash.digest('hex'), bytes: () => createReadStream(path) }
  } catch (cause) {
    if (cause instanceof Problem) throw cause
    const { statusCode, code } = cause as { statusCode?: number; code?: string }
    if (statusCode === 413) throw new Problem('too_large', { cause })
    // Of the disk, or of what was sent.
    throw code?.startsWith('E') && code !== 'ECONNRESET' ? cause : new Problem('malformed', { cause })
  }
}
