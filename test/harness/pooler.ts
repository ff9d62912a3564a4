import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import pg from 'pg'

/**
 * A pooler in transaction mode, as PgBouncer is one: a client has a server connection only from the first message of a
 * transaction to the ReadyForQuery after it, and each time another one. Nothing is carried over or reset.
 */
export async function startPooler(url: string, size: number): Promise<{ url: string; stop(): Promise<void> }> {
  const servers = await Promise.all(Array.from({ length: size }, () => openServer(url)))
  const idle = [...servers]
  const waiting: ((server: Socket) => void)[] = []
  const clients = new Set<Socket>()
  const take = () => {
    const server = idle.shift()
    return server ? Promise.resolve(server) : new Promise<Socket>((resolve) => waiting.push(resolve))
  }
  const give = (server: Socket) => {
    server.removeAllListeners('data')
    const next = waiting.shift()
    if (next) next(server)
    else idle.push(server)
  }
  const listener: Server = createServer((client) => {
    clients.add(client)
    client.once('close', () => clients.delete(client))
    client.on('error', () => {})
    serveClient(client, take, give)
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const { port } = listener.address() as AddressInfo
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${port}` }).href,
    stop: () =>
      new Promise((resolve) => {
        listener.close(() => resolve())
        for (const socket of [...clients, ...servers]) socket.destroy()
      }),
  }
}

/** The driver signs in; from then on the socket is ours. */
async function openServer(url: string): Promise<Socket> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
  for (const event of ['data', 'end', 'close', 'error', 'drain']) stream.removeAllListeners(event)
  stream.on('error', () => {})
  return stream
}

const sslRequest = 80_877_103
/** Signed in, and ready: AuthenticationOk, one parameter, ReadyForQuery. */
const welcome = Buffer.concat([
  Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0]),
  message('S', Buffer.from('server_version\x0018.4\x00')),
  message('Z', Buffer.from('I')),
])

function message(type: string, content: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeUInt32BE(content.length + 4, 1)
  return Buffer.concat([head, content])
}

function serveClient(client: Socket, take: () => Promise<Socket>, give: (server: Socket) => void): void {
  let greeted = false
  let server: Socket | undefined
  // Sync and Query each are answered by one ReadyForQuery.
  let awaited = 0
  let work = Promise.resolve()
  const cut = cutter()
  const cutAnswer = cutter()
  const back = (chunk: Buffer) => {
    client.write(chunk)
    for (const frame of cutAnswer(chunk)) {
      if (frame[0] !== 0x5a) continue
      awaited--
      if (awaited === 0 && frame[5] === 0x49 && server) {
        const done = server
        server = undefined
        give(done)
      }
    }
  }
  const forward = async (frame: Buffer) => {
    if (frame[0] === 0x58) return
    if (frame[0] === 0x53 || frame[0] === 0x51) awaited++
    if (!server) {
      server = await take()
      server.on('data', back)
    }
    server.write(frame)
  }
  client.on('data', (chunk) => {
    if (!greeted) {
      if (chunk.readUInt32BE(4) === sslRequest) return void client.write('N')
      greeted = true
      client.write(welcome)
      return
    }
    for (const frame of cut(chunk)) work = work.then(() => forward(frame))
  })
}

/** Cuts a stream into messages: one byte of type, four of length. */
function cutter(): (chunk: Buffer) => Buffer[] {
  let rest = Buffer.alloc(0)
  return (chunk) => {
    rest = Buffer.concat([rest, chunk])
    const frames: Buffer[] = []
    while (rest.length >= 5 && rest.length >= rest.readUInt32BE(1) + 1) {
      const end = rest.readUInt32BE(1) + 1
      frames.push(rest.subarray(0, end))
      rest = rest.subarray(end)
    }
    return frames
  }
}
