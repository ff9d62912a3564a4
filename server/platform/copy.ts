import type { Socket } from 'node:net'
import { PassThrough, type Readable } from 'node:stream'
import type pg from 'pg'

/** COPY over the driver’s own connection, by stream, with back-pressure both ways. */

/** The part of the driver that its types leave out. */
type Connection = {
  stream: Socket
  query(text: string): void
  sendCopyFromChunk(chunk: Buffer): void
  endCopyFrom(): void
  sendCopyFail(reason: string): void
}
type Message = { chunk: Buffer }

const nothing = () => {}

/** The rows of a COPY … TO STDOUT, as text. */
export function copyOut(client: pg.Client, statement: string): Readable {
  const out = new PassThrough()
  const submitted = {
    submit: (connection: Connection) => {
      out.on('drain', () => connection.stream.resume())
      connection.query(statement)
    },
    handleCopyData: ({ chunk }: Message, connection: Connection) => {
      if (!out.write(chunk)) connection.stream.pause()
    },
    handleError: (error: Error) => out.destroy(error),
    handleReadyForQuery: () => out.end(),
    handleCommandComplete: nothing,
    handleRowDescription: nothing,
    handleEmptyQuery: nothing,
  }
  client.query(submitted as unknown as pg.Submittable)
  return out
}

/** Sends text to a COPY … FROM STDIN. Resolves when the database has taken it. */
export function copyIn(client: pg.Client, statement: string, chunks: AsyncIterable<Buffer>): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: unknown
    const send = async (connection: Connection) => {
      for await (const chunk of chunks) {
        connection.sendCopyFromChunk(chunk)
        if (failure) return
        if (connection.stream.writableNeedDrain) await new Promise((go) => connection.stream.once('drain', go))
      }
      connection.endCopyFrom()
    }
    const submitted = {
      submit: (connection: Connection) => connection.query(statement),
      handleCopyInResponse: (connection: Connection) => {
        send(connection).catch((error: unknown) => {
          failure = error
          connection.sendCopyFail('the file could not be read')
        })
      },
      // Of a file that can’t be read, that is the reason, and not that the database was told so.
      handleError: (error: Error) => {
        failure ??= error
        reject(failure)
      },
      handleReadyForQuery: resolve,
      handleCommandComplete: nothing,
      handleRowDescription: nothing,
      handleEmptyQuery: nothing,
    }
    client.query(submitted as unknown as pg.Submittable)
  })
}
