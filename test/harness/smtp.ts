import type { AddressInfo } from 'node:net'
import { type ParsedMail, simpleParser } from 'mailparser'
import { SMTPServer, type SMTPServerSession } from 'smtp-server'

/** What the server does with the next message. hang: it takes the message and never answers. */
export type Behaviour =
  | 'accept'
  | 'drop after data'
  | 'drop at once'
  | 'hang'
  | { code: number; text: string; at: 'mail' | 'rcpt' | 'data' }

export type ReceivedMail = { from: string; to: string[]; raw: string; parsed: ParsedMail }

export type TestSmtp = {
  url: string
  /** What arrived whole, whether it was accepted or not. */
  received: ReceivedMail[]
  /** number counts from 1 since the script was given. */
  behave(script: (message: { to: string; number: number }) => Behaviour): void
  stop(): Promise<void>
}

/** A real SMTP server on a port of its own, with scripted failures. */
export async function startSmtp(): Promise<TestSmtp> {
  const received: ReceivedMail[] = []
  let number = 0
  let script: (message: { to: string; number: number }) => Behaviour = () => 'accept'
  const planned = new WeakMap<SMTPServerSession, Behaviour>()
  const refusal = ({ code, text }: { code: number; text: string }) =>
    Object.assign(new Error(text), { responseCode: code })
  const drop = (session: SMTPServerSession) => {
    for (const connection of server.connections as Set<{ id: string; _socket: { destroy(): void } }>) {
      if (connection.id === session.id) connection._socket.destroy()
    }
  }
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo(address, session, done) {
      const behaviour = script({ to: address.address, number: ++number })
      planned.set(session, behaviour)
      if (behaviour === 'drop at once') return drop(session)
      done(typeof behaviour === 'object' && behaviour.at !== 'data' ? refusal(behaviour) : undefined)
    },
    async onData(stream, session, done) {
      const chunks: Buffer[] = []
      for await (const chunk of stream) chunks.push(chunk as Buffer)
      const raw = Buffer.concat(chunks).toString('utf8')
      const { mailFrom, rcptTo } = session.envelope
      received.push({
        from: mailFrom ? mailFrom.address : '',
        to: rcptTo.map((recipient) => recipient.address),
        raw,
        parsed: await simpleParser(raw),
      })
      const behaviour = planned.get(session) ?? 'accept'
      if (behaviour === 'drop after data') return drop(session)
      if (behaviour === 'hang') return
      done(typeof behaviour === 'object' ? refusal(behaviour) : undefined)
    },
  })
  // A client that goes away in the middle is what some tests are about.
  server.on('error', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    behave: (next) => {
      script = next
      number = 0
    },
    stop: () =>
      new Promise((resolve) => {
        for (const connection of server.connections as Set<{ _socket: { destroy(): void } }>)
          connection._socket.destroy()
        server.close(() => resolve())
      }),
  }
}
