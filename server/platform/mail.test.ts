import { createServer } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { startSmtp, type TestSmtp } from '../../test/harness/smtp.ts'
import { type MailMessage, type MailTransport, messageIdOf, openMailTransport, outcomeOf } from './mail.ts'

let smtp: TestSmtp
const open: MailTransport[] = []
const transportTo = (smtpUrl: string, timeoutMs = 5_000, from = 'Accounts Console <no-reply@accounts.example>') => {
  const transport = openMailTransport({ smtpUrl, from, publicUrl: 'https://accounts.example:8443', timeoutMs })
  open.push(transport)
  return transport
}
const message: MailMessage = {
  id: '01900000-0000-7000-8000-000000000001',
  to: 'ann@harbour.example',
  subject: 'Hello',
  text: 'Hello Ann',
  html: '<p>Hello Ann</p>',
  language: 'en',
}

beforeAll(async () => {
  smtp = await startSmtp()
})
afterEach(() => {
  smtp.received.length = 0
  smtp.behave(() => 'accept')
})
afterAll(async () => {
  for (const transport of open) transport.close()
  await smtp.stop()
})

describe('SEC-35 one recipient and intact headers', () => {
  const injections = [
    'ann@harbour.example\r\nRCPT TO:<eve@evil.example>',
    'ann@harbour.example\nBcc: eve@evil.example',
    'ann@harbour.example, eve@evil.example',
    'ann@harbour.example;eve@evil.example',
    'Ann <ann@harbour.example>, <eve@evil.example>',
    '<ann@harbour.example> SIZE=1',
    'ann@harbour.example\0',
    '=?utf-8?q?eve=40evil.example?=@harbour.example',
    '"eve@evil.example x"@harbour.example',
    'ann@harbour.example(x)evil.example',
    'ann@[127.0.0.1]',
    'ann',
    '',
  ]
  test.each(
    injections,
  )('SEC-35 an address that is not exactly one is refused before the server hears of it: %j', async (to) => {
    const outcome = await transportTo(smtp.url).send({ ...message, to })
    expect(outcome).toEqual({ result: 'refused', reason: 'Not a valid email address' })
    expect(smtp.received).toEqual([])
  })

  test('SEC-35 a subject or language with line breaks makes no header, an attachment or url is not fetched', async () => {
    const outcome = await transportTo(smtp.url).send({
      ...message,
      subject: 'Hello\r\nBcc: eve@evil.example\r\n\r\nbody\u2028X: y',
      language: 'en\r\nX-Evil: 1',
    })
    expect(outcome).toEqual({ result: 'sent' })
    const [mail] = smtp.received
    expect(mail!.to).toEqual(['ann@harbour.example'])
    expect(mail!.parsed.subject).toBe('Hello Bcc: eve@evil.example body X: y')
    const headers = [...mail!.parsed.headers.keys()]
    expect(headers.filter((name) => ['bcc', 'cc', 'x', 'x-evil'].includes(name))).toEqual([])
  })

  test('SEC-35 the header To is the address of the envelope without a name, the domain in ASCII', async () => {
    await transportTo(smtp.url).send({ ...message, to: 'Ann.Lee@Zoë.example' })
    const [mail] = smtp.received
    // The test server shows the domain decoded.
    expect(mail!.to).toEqual(['Ann.Lee@zoë.example'])
    expect(mail!.raw).toMatch(/^To: Ann\.Lee@xn--zo-ija\.example\r?$/m)
    expect(mail!.from).toBe('no-reply@accounts.example')
    expect(mail!.raw).toMatch(/^From: Accounts Console <no-reply@accounts\.example>\r?$/m)
    expect(mail!.raw).toMatch(/^Auto-Submitted: auto-generated\r?$/m)
  })

  test('MAIL_FROM must be an address', () => {
    expect(() => transportTo(smtp.url, 5_000, 'nobody')).toThrow(/MAIL_FROM/)
    expect(() => transportTo(smtp.url, 5_000, 'A <a@b>, <c@d>')).toThrow(/MAIL_FROM/)
  })
})

test('REL-5 the Message-ID of a mail is the same at each try, and of another mail another', async () => {
  const transport = transportTo(smtp.url)
  smtp.behave(({ number }) => (number === 1 ? 'drop after data' : 'accept'))
  const first = await transport.send(message)
  expect(first).toMatchObject({ result: 'deferred', down: true })
  expect(await transportTo(smtp.url).send(message)).toEqual({ result: 'sent' })
  await transport.send({ ...message, id: '01900000-0000-7000-8000-000000000002' })
  const ids = smtp.received.map((mail) => mail.parsed.messageId)
  expect(ids[0]).toBe(messageIdOf(message.id, 'accounts.example'))
  expect(ids[1]).toBe(ids[0])
  expect(ids[2]).not.toBe(ids[0])
})

test('at the end messages under way may end, then they are deferred, and none is begun', async () => {
  const closing = openMailTransport({
    smtpUrl: smtp.url,
    from: 'a@b.example',
    publicUrl: 'https://x.example',
    graceMs: 300,
  })
  await closing.close()
  expect(await closing.send(message)).toMatchObject({ result: 'deferred' })
  expect(smtp.received).toEqual([])

  const slow = openMailTransport({
    smtpUrl: smtp.url,
    from: 'a@b.example',
    publicUrl: 'https://x.example',
    graceMs: 300,
  })
  smtp.behave(() => 'hang')
  const hanging = slow.send(message)
  await expect.poll(() => smtp.received.length).toBe(1)
  await slow.close()
  expect(await hanging).toMatchObject({ result: 'deferred', down: true })

  const quick = openMailTransport({
    smtpUrl: smtp.url,
    from: 'a@b.example',
    publicUrl: 'https://x.example',
    graceMs: 60_000,
  })
  smtp.behave(() => 'accept')
  const ending = quick.send(message)
  await expect.poll(() => smtp.received.length).toBe(2)
  await quick.close()
  expect(await ending).toEqual({ result: 'sent' })
})

describe('REL-5 what goes wrong is told apart', () => {
  test.each([
    [
      { code: 550, text: '5.1.1 no such user', at: 'rcpt' as const },
      { result: 'refused', reason: '550 5.1.1 no such user' },
    ],
    [
      { code: 554, text: '5.7.1 refused', at: 'data' as const },
      { result: 'refused', reason: '554 5.7.1 refused' },
    ],
    [
      { code: 450, text: '4.2.0 greylisted', at: 'rcpt' as const },
      { result: 'deferred', reason: '450 4.2.0 greylisted', down: false },
    ],
    [
      { code: 452, text: '4.3.1 disk full', at: 'data' as const },
      { result: 'deferred', reason: '452 4.3.1 disk full', down: false },
    ],
    ['drop at once' as const, { result: 'deferred', down: true }],
  ])('REL-5 an answer of the server: %j', async (behaviour, outcome) => {
    smtp.behave(() => behaviour)
    expect(await transportTo(smtp.url).send(message)).toMatchObject(outcome)
  })

  test('REL-5 a server that never answers, greets or exists defers the mail', async () => {
    smtp.behave(() => 'hang')
    expect(await transportTo(smtp.url, 300).send(message)).toMatchObject({ result: 'deferred', down: true })
    const mute = createServer(() => {})
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve))
    const { port } = mute.address() as { port: number }
    expect(await transportTo(`smtp://127.0.0.1:${port}`, 300).send(message)).toMatchObject({
      result: 'deferred',
      down: true,
    })
    await new Promise((resolve) => {
      mute.close(resolve)
      for (const transport of open.splice(0)) transport.close()
    })
    expect(await transportTo(`smtp://127.0.0.1:${port}`).send(message)).toMatchObject({
      result: 'deferred',
      down: true,
    })
  })

  test('REL-5 wrong credentials are our trouble, never the address’s', () => {
    expect(outcomeOf(Object.assign(new Error('x'), { code: 'EAUTH', responseCode: 535, permanent: true }))).toEqual({
      result: 'deferred',
      reason: 'The mail server refused our credentials',
      down: true,
    })
    expect(
      outcomeOf(Object.assign(new Error('x'), { code: 'EPROTOCOL', responseCode: 554, permanent: true })),
    ).toMatchObject({
      result: 'deferred',
      down: true,
    })
  })

  test('SEC-15 a server that repeats the mail in its answer leaves no token or code in the reason', () => {
    const token = 'A'.repeat(86)
    const response = `550 5.7.1 spam:\r\nhttps://accounts.example/register#${token} ${token} code 482913 \u0007end`
    const outcome = outcomeOf(
      Object.assign(new Error('x'), { code: 'EMESSAGE', responseCode: 550, permanent: true, response }),
    )
    expect(outcome).toEqual({ result: 'refused', reason: '550 5.7.1 spam: … … code … end' })
    const long = outcomeOf(
      Object.assign(new Error('x'), {
        code: 'EMESSAGE',
        responseCode: 451,
        permanent: false,
        response: '451 no '.repeat(100),
      }),
    )
    expect(long.result === 'deferred' && long.reason.length).toBe(200)
  })
})
