import { connect } from 'node:net'
import { beforeAll, expect, test } from 'vitest'
import { startHouse } from '../../test/harness/house.ts'

let port = 0
beforeAll(async () => {
  const { app } = await startHouse()
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as { port: number }).port
})

/** What comes back on a connection that sent this, until it ends. */
const answerTo = (text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    let all = ''
    socket.on('data', (part) => {
      all += part
    })
    socket.on('close', () => resolve(all))
    socket.on('error', reject)
  })

test.each([
  [
    'headers over the limit',
    `GET /healthz HTTP/1.1\r\nHost: x\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'headers_too_large',
  ],
  ['no HTTP at all', 'NONSENSE\r\n\r\n', 400, 'malformed'],
])('REL-9 %s are answered as a problem, and the connection ends', async (_what, sent, status, code) => {
  const [head, body] = (await answerTo(sent)).split('\r\n\r\n')
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(head!.toLowerCase()).toContain('content-type: application/problem+json')
  expect(JSON.parse(body!)).toMatchObject({ status, code, errors: [], requestId: expect.stringMatching(/./) })
})
