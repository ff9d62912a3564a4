import { describe, expect, test } from 'vitest'
import type { MailData, MailKind, MailParams, MailText } from '../../domain/mails.ts'
import { passwordMails } from '../features/password-resets/password-resets.emails.ts'
import { userMails } from '../features/users/users.emails.ts'
import { inert } from '../platform/mail-layout.ts'

const token = 'T'.repeat(86)
const second = 'U'.repeat(86)
const templates = { ...userMails, ...passwordMails }
const params: MailParams = {
  welcome: { invitedBy: 'Ann' },
  already_registered: {},
  password_reset: {},
  password_reset_several: { also: [] },
  password_changed: {},
  email_changed_old: { from: 'old@harbour.example', to: 'new@alpine.example' },
  email_changed_new: { from: 'old@harbour.example', to: 'new@alpine.example' },
}
const kinds = Object.keys(params) as MailKind[]
const make = (kind: MailKind, changes: Partial<MailData> = {}): Promise<MailText> =>
  (templates[kind] as (data: MailData) => Promise<MailText>)({
    language: 'en',
    publicUrl: 'https://accounts.example',
    displayName: 'Zoë Müller',
    accountName: 'Harbour Dental',
    accountNumber: '481223907',
    at: new Date('2026-11-22T21:35:00Z'),
    links: [
      { accountName: 'Harbour Dental', accountNumber: '481223907', token, code: '482913' },
      { accountName: 'Alpine', accountNumber: '733410268', token: second, code: '019384' },
    ],
    params: params[kind],
    ...changes,
  })

describe.each(kinds)('the mail %s', (kind) => {
  test('names the user and the account, in its language, as HTML and as a letter', async () => {
    const { subject, text, html } = await make(kind)
    expect(subject).toMatch(/^[\w ,:]{10,70}$/)
    for (const part of ['Zoë Müller', 'Harbour Dental']) {
      expect(text).toContain(part)
      expect(html).toContain(part)
    }
    expect(html).toContain('lang="en"')
    expect(text).not.toMatch(/[<>{}]|undefined|null|\[object/)
    expect(html.slice(html.indexOf('</head>'))).not.toMatch(/[{}]|undefined|null|\[object/)
    // Readable without a mail program that wraps; only an address may be longer.
    for (const line of text.split('\n')) expect(line.length <= 72 || line.startsWith('https://')).toBe(true)
  })

  test('SEC-14 loads nothing and leads nowhere but to PUBLIC_URL', async () => {
    const { text, html } = await make(kind)
    expect(html).not.toMatch(/<img|<link|<script|url\(|@import|\bsrc=/i)
    const targets = [...html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target)
    const links = [...targets, ...(text.match(/\S+:\/\/\S+/g) ?? [])]
    expect(links.filter((link) => !link?.startsWith('https://accounts.example/'))).toEqual([])
    expect(links.length > 0).toBe(kind !== 'email_changed_old')
  })

  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '</title></style><a href="https://evil.example">press</a>',
    '{inviter} {x, plural, other {#}} <b>{account}</b>',
    "'; drop table users; --",
    '=?utf-8?q?=3Cb=3E?=',
    'Ann\r\nBcc: eve@evil.example',
    '\u202eeman\u2066evil',
    'Your mailbox is full: https://evil.example/login now',
    'www.evil.example',
    '<!--[if mso]><a href="https://evil.example">x</a><![endif]-->',
    'x'.repeat(5_000),
  ]
  test.each(hostile)('SEC-21 a hostile name is text and no more: %j', async (name) => {
    const clean = await make(kind)
    const links = clean && [{ accountName: name, accountNumber: '1', token, code: '482913' }]
    const { subject, text, html } = await make(kind, {
      displayName: name,
      accountName: name,
      links,
      params: { ...params[kind], invitedBy: name, requestedBy: name },
    })
    const tags = (source: string) => [...new Set(source.match(/<[!/a-z][^\s>]*/gi))].sort()
    expect(tags(html).filter((tag) => !tags(clean.html).includes(tag))).toEqual([])
    expect(subject).toBe(clean.subject)
    expect(html).not.toMatch(/[\u202a-\u202e\u2066-\u2069\0]/)
    expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\r\0]|^Bcc/m)
    expect(text.length).toBeLessThan(3_000)
    // What a mail program would make a link of: an address with a scheme, or a bare host name.
    const pressable = text.match(/(?:\w+:\/\/|www\.)\S+|\b[\w-]+\.example\b\S*/g) ?? []
    expect(
      pressable.filter((link) => !/^(https:\/\/accounts\.example\/|harbour\.example|alpine\.example)/.test(link)),
    ).toEqual([])
  })
})

test('R15 the welcome email brings the link behind a #, says who invited and how long it works', async () => {
  const { text, html } = await make('welcome')
  for (const body of [text, html]) {
    expect(body).toContain(`https://accounts.example/register#${token}`)
    expect(body).toContain('Ann added you to Harbour Dental')
    expect(body).toContain('4 days')
  }
  const { text: anonymous } = await make('welcome', { params: { invitedBy: null } })
  expect(anonymous).toContain('You were added to Harbour Dental')
})

test('R18 the reset mail brings link and code, and says for how long', async () => {
  const { text, html } = await make('password_reset')
  for (const body of [text, html]) {
    expect(body).toContain(`https://accounts.example/reset-password#${token}`)
    expect(body).toMatch(/\b482913\b/)
    expect(body).toContain('1 hour')
  }
  const byAdmin = await make('password_reset', { params: { requestedBy: 'Ann' } })
  expect(byAdmin.text).toContain('Ann asks you to choose a new password')
})

test('2.9 the reset mail of several accounts keeps each link and code with its account', async () => {
  const { text } = await make('password_reset_several')
  const order = ['Harbour Dental', token, '482913', 'Alpine', second, '019384'].map((part) => text.indexOf(part))
  expect(order).toEqual([...order].sort((a, b) => a - b))
  expect(Math.min(...order)).toBeGreaterThan(0)
})

test('R12 the old address learns that it was replaced, not the whole new one; the new one learns both', async () => {
  const old = await make('email_changed_old')
  expect(old.text).toContain('n…@alpine.example')
  expect(old.text + old.html).not.toContain('new@alpine.example')
  expect((await make('email_changed_old', { params: { from: 'a@b.example', to: null } })).text).toContain(
    'UTC. This address',
  )
  expect((await make('email_changed_new')).text).toContain('Before, it was old@harbour.example.')
})

test('SEC-21 a name is broken invisibly only where a link would be made of it', () => {
  for (const name of ['St. John', 'Müller-Lüdenscheidt', "O'Brien, Dr.", '王小明', 'Harbour Dental'])
    expect(inert(name)).toBe(name)
  expect(inert('Booking.com')).toBe('Booking.\u200bcom')
  expect(inert('https://evil.example')).toBe('https:// evil.\u200bexample')
  expect(inert(' a \u0000 b\r\nc ')).toBe('a b c')
})
