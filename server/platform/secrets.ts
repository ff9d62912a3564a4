import { createHmac, createSecretKey, hkdfSync, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { sha256 } from './ids.ts'

/** Everything that comes from SECRET_KEY. */
export type Secrets = {
  /** The token of a one-time link: the same at each try of its mail (SEC-11). */
  linkToken(link: { accountId: string; id: string; purpose: string; generation: number }): string
  /** A 6-digit code bound to the same link; hashed at rest with the key, five tries. */
  codeHash(link: { accountId: string; id: string }, code: string): Buffer
  linkCode(link: { accountId: string; id: string; generation: number }): string
  /** Opaque, authenticated text (cursors). */
  sign(purpose: string, text: string): string
}

export function createSecrets(secretKey: string): Secrets {
  // As key objects: of bytes Node makes one for each HMAC, which takes four times as long as the HMAC.
  const keyFor = (purpose: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secretKey, '', `accounts-console:${purpose}`, 32)))
  const links = keyFor('one-time-links')
  const codes = keyFor('codes')
  const signs = keyFor('signatures')
  return {
    linkToken({ accountId, id, purpose, generation }) {
      const mac = createHmac('sha256', links).update(`${purpose}\n${accountId}\n${id}\n${generation}`).digest()
      return Buffer.concat([bytesOf(accountId), bytesOf(id), mac]).toString('base64url')
    },
    linkCode({ accountId, id, generation }) {
      const mac = createHmac('sha256', codes).update(`code\n${accountId}\n${id}\n${generation}`).digest()
      return String(mac.readUIntBE(0, 6) % 1_000_000).padStart(6, '0')
    },
    codeHash({ accountId, id }, code) {
      return createHmac('sha256', codes).update(`hash\n${accountId}\n${id}\n${code}`).digest()
    },
    sign: (purpose, text) => createHmac('sha256', signs).update(`${purpose}\n${text}`).digest('base64url').slice(0, 27),
  }
}

const bytesOf = (uuid: string) => Buffer.from(uuid.replaceAll('-', ''), 'hex')
const uuidOf = (bytes: Buffer) => bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** Reads which account and link a token names. null: it is no token of ours. What it proves is judged by its hash. */
export function readLinkToken(token: string): { accountId: string; id: string; hash: Buffer } | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 64 || bytes.toString('base64url') !== token) return null
  return { accountId: uuidOf(bytes.subarray(0, 16)), id: uuidOf(bytes.subarray(16, 32)), hash: sha256(token) }
}

/** A fresh 256-bit token that carries its account: session cookies, source tokens. */
export function newAccountToken(accountId: string): { token: string; hash: Buffer } {
  const token = Buffer.concat([bytesOf(accountId), randomBytes(32)]).toString('base64url')
  return { token, hash: sha256(token) }
}

export function readAccountToken(token: string): { accountId: string; hash: Buffer } | null {
  const bytes = Buffer.from(token, 'base64url')
  if (bytes.length !== 48 || bytes.toString('base64url') !== token) return null
  return { accountId: uuidOf(bytes.subarray(0, 16)), hash: sha256(token) }
}

export const sameBytes = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b)

/** A 9-digit Account ID that does not start with 0. */
export const newAccountNumber = (): string => String(randomInt(100_000_000, 1_000_000_000))
