import { z } from 'zod'
import { instant, uuid } from './page.ts'
import { roles } from './permissions.ts'

/** Any text: judged by the stored hash, never by today’s rules. */
const givenPassword = z.string().min(1).max(4096)
/** A new password; the rules SEC-1–3 are applied where email and names are known. */
const newPassword = z.string().min(1).max(4096)
/** The internal id or the 9-digit Account ID. */
export const accountIdOrNumber = z.union([uuid, z.string().regex(/^\d{9}$/)])

export const createSessionBody = z.strictObject({
  email: z.string().min(1).max(400),
  password: givenPassword,
  accountId: accountIdOrNumber.optional(),
})

export const sessionSchema = z.object({
  user: z.object({
    id: uuid,
    displayName: z.string(),
    email: z.string().nullable(),
    role: z.enum(roles),
  }),
  account: z.object({
    id: uuid,
    number: z.string(),
    kind: z.enum(['partner', 'customer']),
    name: z.string(),
    language: z.string(),
  }),
  mailbox: z.boolean(),
})
export type Session = z.infer<typeof sessionSchema>

export const accountChoice = z.object({ id: uuid, name: z.string() })

export const oneTimeToken = z.string().min(20).max(400)
export const completeRegistrationBody = z.strictObject({
  token: oneTimeToken,
  name: z.string().max(400).optional(),
  password: newPassword,
  acceptTerms: z.literal(true, { error: () => ({ message: 'terms_not_accepted' }) }),
})
export const renewRegistrationBody = z.strictObject({ token: oneTimeToken })
/** What the page *Finish building your account* shows before anything is typed. Reading changes nothing (SEC-12). */
export const registrationSchema = z.object({
  state: z.enum(['open', 'expired', 'revoked', 'used', 'registered']),
  displayName: z.string().nullable(),
  email: z.string().nullable(),
  accountName: z.string().nullable(),
  minPasswordLength: z.number().int(),
})

export const requestPasswordResetBody = z.strictObject({
  email: z.string().min(1).max(400),
  accountId: accountIdOrNumber.optional(),
})
export const completePasswordResetBody = z.union([
  z.strictObject({ token: oneTimeToken, password: newPassword }),
  z.strictObject({
    email: z.string().min(1).max(400),
    code: z.string().regex(/^\s*\d{3}\s?\d{3}\s*$/),
    password: newPassword,
    accountId: accountIdOrNumber.optional(),
  }),
])
export const changePasswordBody = z.strictObject({ currentPassword: givenPassword, password: newPassword })

export const ownSessionSchema = z.object({
  id: uuid,
  createdAt: instant,
  lastSeenAt: instant,
  ip: z.string().nullable(),
  userAgent: z.string().nullable(),
  current: z.boolean(),
})
