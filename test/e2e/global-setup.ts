import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import type { State } from '../../server/platform/embedded-folder.ts'
import { startSmtp } from '../harness/smtp.ts'

/** What each journey gets: the started product, its password, the mails it sent, the browser, and the database. */
export type Started = {
  url: string
  password: string
  mailsUrl: string
  browserUrl: string
  /** As the role that serves: to let time pass for a link. */
  databaseUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    product: Started
  }
}

const browserWords = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** Contoso Logistics has 1,500 users of its own: together 20,000. */
const furtherUsers = 18_500
/** Users of Contoso Logistics whom the demo does not have, by name. */
const mixedOrigins = [
  {
    firstName: 'Ivo',
    lastName: 'Sensor',
    email: 'ivo@mixed.example',
    registered: true,
    links: [{ kind: 'iot', source: 'Door stations', externalId: 'ivo' }],
  },
  { firstName: 'Imma', lastName: 'Sheet', email: 'imma@mixed.example', origin: 'import', registered: true },
  {
    firstName: 'Peer',
    lastName: 'Phone',
    email: 'peer@mixed.example',
    role: null,
    links: [{ kind: 'pbx', source: 'MiVoice Business Hamburg', externalId: 'peer' }],
  },
  {
    firstName: 'Dora',
    lastName: 'Directory',
    email: 'dora@mixed.example',
    registered: true,
    links: [{ kind: 'scim', source: 'Entra ID', externalId: 'dora', active: false }],
  },
]
const password = 'six wooden harbour cranes'

/** Starts the real program once, with a real SMTP server and a browser; each journey makes the users that it changes. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'accounts-e2e-'))
  const [smtp, port, browser] = await Promise.all([
    startSmtp(),
    freePort(),
    chromium.launchServer({ executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium', args: browserWords }),
  ])
  const mails = createServer((request, response) => {
    const to = new URL(request.url ?? '/', 'http://localhost').searchParams.get('to')
    const found = smtp.received
      .filter((mail) => mail.to.includes(to ?? ''))
      .map(({ parsed }) => ({ subject: parsed.subject, text: parsed.text, html: parsed.html }))
    response.end(JSON.stringify(found))
  })
  await new Promise<void>((resolve) => mails.listen(0, '127.0.0.1', resolve))

  const demoFile = join(dataDir, 'mixed.ndjson')
  writeFileSync(demoFile, mixedOrigins.map((user) => JSON.stringify(user)).join('\n'))
  const words = ['server/main.ts', 'serve', '--demo-size', String(furtherUsers), '--demo-file', demoFile]
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    PORT: String(port),
    DATA_DIR: dataDir,
    DEMO: '1',
    DEMO_PASSWORD: password,
    SMTP_URL: smtp.url,
    LOG_LEVEL: 'error',
  }
  const server = spawn(process.execPath, words, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    const hear = (chunk: Buffer) => {
      said += chunk
      if (said.includes('Password')) resolve()
    }
    server.stdout.on('data', hear)
    server.stderr.on('data', hear)
    server.once('exit', () => reject(new Error(`The program ended: ${said}`)))
  })
  project.provide('product', {
    url: `http://127.0.0.1:${port}`,
    password,
    mailsUrl: `http://127.0.0.1:${(mails.address() as AddressInfo).port}`,
    browserUrl: browser.wsEndpoint(),
    databaseUrl: databaseUrlOf(dataDir),
  })
  return async () => {
    await browser.close()
    server.kill('SIGTERM')
    await ended
    mails.close()
    await smtp.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

function databaseUrlOf(dataDir: string): string {
  const { port, passwords } = JSON.parse(readFileSync(join(dataDir, 'database.json'), 'utf8')) as State
  return `postgres://accounts_server:${passwords.server}@127.0.0.1:${port}/accounts`
}

async function freePort(): Promise<number> {
  const socket = createSocket()
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve))
  const { port } = socket.address() as AddressInfo
  await new Promise((resolve) => socket.close(resolve))
  return port
}
