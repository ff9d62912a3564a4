// Each from its own package: the collection loads a highlighter of source code and a style compiler with it, 36 MB.
import { Body } from '@react-email/body'
import { Button } from '@react-email/button'
import { Container } from '@react-email/container'
import { Head } from '@react-email/head'
import { Heading } from '@react-email/heading'
import { Hr } from '@react-email/hr'
import { Html } from '@react-email/html'
import { Link } from '@react-email/link'
import { Preview } from '@react-email/preview'
import { render } from '@react-email/render'
import { Section } from '@react-email/section'
import { Text } from '@react-email/text'
import { type CSSProperties, createElement as h, type ReactNode } from 'react'
import type { MailText } from '../../domain/mails.ts'

/** What a mail consists of. The same blocks make the HTML and the plain text. */
export type MailBlock =
  | { kind: 'text'; text: string }
  /** One call to action; fallback introduces the address in full for who can’t press the button. */
  | { kind: 'button'; label: string; url: string; fallback?: string }
  | { kind: 'code'; label: string; code: string }
  /** A heading inside the mail; what follows belongs to it. */
  | { kind: 'part'; title: string }
  | { kind: 'note'; text: string }

export type MailPage = {
  language: string
  subject: string
  /** The name of the product, above the title. */
  product: string
  title: string
  blocks: readonly MailBlock[]
  footer: readonly string[]
}

const font = '-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
const mono = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace'

// Clients that know dark mode take the style sheet; all others the inline colours, which are the light ones. Body puts
// its style on a cell of its own.
const styleSheet = `:root{color-scheme:light dark;supported-color-schemes:light dark}
a[x-apple-data-detectors]{color:inherit!important;text-decoration:none!important}
@media (max-width:640px){.page>table>tbody>tr>td{padding:0!important}.card{border-radius:0!important;border-left:0!important;border-right:0!important}.inside{padding:28px 24px!important}}
@media (prefers-color-scheme:dark){
body,.page>table>tbody>tr>td{background-color:#14161a!important}
.card{background-color:#1e2127!important;border-color:#30353d!important}
.strong{color:#f2f4f7!important}.plain{color:#d3d8df!important}.faint{color:#9aa3af!important}
.link{color:#7ab2ff!important}.box{background-color:#282c34!important;border-color:#3a404a!important}
.rule{border-color:#30353d!important}}`

const styles = {
  page: { backgroundColor: '#f3f4f6', margin: 0, padding: '32px 12px', fontFamily: font },
  card: { backgroundColor: '#ffffff', border: '1px solid #e3e6ea', borderRadius: 10, maxWidth: 600, width: '100%' },
  inside: { padding: '36px 40px' },
  product: { color: '#667080', fontSize: 13, lineHeight: '20px', fontWeight: 600, margin: '0 0 20px' },
  title: { color: '#15181d', fontSize: 23, lineHeight: '31px', fontWeight: 650, margin: '0 0 16px' },
  part: { color: '#15181d', fontSize: 16, lineHeight: '24px', fontWeight: 650, margin: '0 0 8px' },
  text: { color: '#2b3139', fontSize: 16, lineHeight: '25px', margin: '0 0 16px' },
  note: { color: '#667080', fontSize: 14, lineHeight: '21px', margin: '0 0 12px' },
  button: {
    backgroundColor: '#1a66cc',
    borderRadius: 6,
    color: '#ffffff',
    display: 'inline-block',
    fontSize: 16,
    fontWeight: 600,
    lineHeight: '24px',
    padding: '12px 24px',
    textDecoration: 'none',
  },
  buttonRow: { padding: '8px 0 24px' },
  fallback: { color: '#667080', fontSize: 13, lineHeight: '20px', margin: '0 0 24px' },
  address: { color: '#1a66cc', wordBreak: 'break-all' },
  codeRow: { padding: '0 0 20px' },
  code: {
    backgroundColor: '#f3f4f6',
    border: '1px solid #e3e6ea',
    borderRadius: 6,
    color: '#15181d',
    display: 'inline-block',
    fontFamily: mono,
    fontSize: 26,
    letterSpacing: '6px',
    lineHeight: '34px',
    margin: 0,
    padding: '10px 12px 10px 18px',
  },
  rule: { borderColor: '#e3e6ea', borderTop: '1px solid #e3e6ea', margin: '12px 0 24px', width: '100%' },
  footer: { color: '#667080', fontSize: 13, lineHeight: '20px', margin: '0 0 4px' },
} satisfies Record<string, CSSProperties>

/** Makes the mail: one layout of 600 pixels for light and dark, and a plain text that reads like a letter. */
export async function layOut(page: MailPage): Promise<MailText> {
  return { subject: page.subject, text: plainText(page), html: await render(document(page)) }
}

const document = (page: MailPage): ReactNode =>
  h(
    Html,
    { lang: page.language },
    h(
      Head,
      null,
      h('meta', { name: 'viewport', content: 'width=device-width' }),
      h('meta', { name: 'color-scheme', content: 'light dark' }),
      h('meta', { name: 'supported-color-schemes', content: 'light dark' }),
      h('meta', { name: 'format-detection', content: 'telephone=no, date=no, address=no, email=no, url=no' }),
      h('title', null, page.subject),
      h('style', null, styleSheet),
    ),
    h(
      Body,
      { className: 'page', style: styles.page },
      h(Preview, null, previewOf(page)),
      h(
        Container,
        { className: 'card', style: styles.card },
        h(
          Section,
          { className: 'inside', style: styles.inside },
          h(Text, { className: 'faint', style: styles.product }, page.product),
          h(Heading, { as: 'h1', className: 'strong', style: styles.title }, page.title),
          ...page.blocks.map((block, index) => h(Section, { key: index }, htmlOf(block))),
          h(Hr, { className: 'rule', style: styles.rule }),
          ...page.footer.map((line) => h(Text, { key: line, className: 'faint', style: styles.footer }, line)),
        ),
      ),
    ),
  )

const previewOf = (page: MailPage): string =>
  page.blocks
    .flatMap((block) => (block.kind === 'text' ? [block.text] : []))
    .slice(0, 2)
    .join(' ')

function htmlOf(block: MailBlock): ReactNode {
  switch (block.kind) {
    case 'text':
      return h(Text, { className: 'plain', style: styles.text }, block.text)
    case 'note':
      return h(Text, { className: 'faint', style: styles.note }, block.text)
    case 'part':
      return [
        h(Hr, { key: 'rule', className: 'rule', style: styles.rule }),
        h(Heading, { key: 'title', as: 'h2', className: 'strong', style: styles.part }, block.title),
      ]
    case 'code':
      return [
        h(Text, { key: 'label', className: 'plain', style: { ...styles.text, margin: '0 0 8px' } }, block.label),
        h(
          'div',
          { key: 'code', style: styles.codeRow },
          h('span', { className: 'strong box', style: styles.code }, block.code),
        ),
      ]
    case 'button':
      return [
        h(
          'div',
          { key: 'button', style: styles.buttonRow },
          h(Button, { href: block.url, style: styles.button }, block.label),
        ),
        block.fallback &&
          h(
            Text,
            { key: 'fallback', className: 'faint', style: styles.fallback },
            block.fallback,
            h('br'),
            h(Link, { href: block.url, className: 'link', style: styles.address }, block.url),
          ),
      ]
  }
}

const plainText = (page: MailPage): string =>
  `${[
    page.product,
    `${page.title}\n${'='.repeat(Math.min([...page.title].length, columns))}`,
    ...page.blocks.map(textOf),
    `-- \n${page.footer.map(wrap).join('\n')}`,
  ].join('\n\n')}\n`

function textOf(block: MailBlock): string {
  switch (block.kind) {
    case 'text':
    case 'note':
      return wrap(block.text)
    case 'part':
      return `${wrap(block.title)}\n${'-'.repeat(Math.min([...block.title].length, columns))}`
    case 'code':
      return `${wrap(block.label)}\n\n    ${block.code}`
    case 'button':
      // An address is never wrapped: it must be whole to be pressed.
      return `${block.label}:\n${block.url}`
  }
}

const columns = 72

function wrap(text: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line && line.length + 1 + word.length > columns) {
      lines.push(line)
      line = word
    } else {
      line = line ? `${line} ${word}` : word
    }
  }
  return [...lines, line].join('\n')
}

/**
 * A name in the text of a mail (SEC-21): one line without controls and marks that turn the direction of the text, not
 * longer than 100 characters, and broken where a mail program would make a link of it: visibly where no honest name
 * has it (`https:// …`), invisibly in `Booking.com`.
 */
export function inert(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\s]+/gu, ' ').trim()
  const letters = [...plain]
  const short = letters.length > 100 ? `${letters.slice(0, 99).join('')}…` : plain
  return short
    .replace(/:\/\/(?=\S)|\bwww\.(?=\S)/giu, '$& ')
    .replace(/(?<=[\p{L}\p{N}_-])[.@](?=[\p{L}\p{N}_-])/gu, '$&\u200b')
}

/** An address of the product: below PUBLIC_URL, whatever the request said (SEC-14). The token stays behind the `#`. */
export const linkTo = (publicUrl: string, path: string, token?: string): string =>
  `${publicUrl}${path}${token === undefined ? '' : `#${token}`}`

/** A moment, for people, in a time zone that everybody can convert. */
export const momentOf = (language: string, at: Date): string =>
  `${new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' }).format(at)} UTC`
