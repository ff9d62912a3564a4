import type { Attribute } from './attribute.ts'
import { refusal } from './errors.ts'
import type { Json } from './json.ts'

/** Throws 400 invalidValue if a required attribute would be without a value; a blank text is none (SCIM-C3, C8). */
export function requireValue(attribute: Attribute, value: Json | undefined): void {
  const missing = value === undefined || value === null || (typeof value === 'string' && value.trim() === '')
  if (attribute.required && missing) throw refusal('invalidValue', `${attribute.name} is required.`)
}
