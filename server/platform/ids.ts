import { hash } from 'node:crypto'
import { uuidv7 } from 'uuidv7'

/** A new id: UUIDv7, made by the application, in time order. */
export const newId = (): string => uuidv7()

export const isUuid = (text: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text)

/** SHA-256, for tokens at rest and for keys of counters. */
export const sha256 = (text: string | Buffer): Buffer => hash('sha256', text, 'buffer')
