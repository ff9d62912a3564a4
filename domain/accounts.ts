import { z } from 'zod'
import { languages } from './languages.ts'
import { cleanName } from './names.ts'
import { instant, pageOf, pageQuery, uuid } from './page.ts'
import { integrations } from './products.ts'
import { emailSchema } from './users.ts'

const accountName = z.string().transform((text, context) => {
  const verdict = cleanName(text)
  if (verdict.ok && verdict.value) return verdict.value
  context.addIssue({ code: 'custom', params: { code: verdict.ok ? 'required' : verdict.code } })
  return z.NEVER
})
const text = (max: number) =>
  z
    .string()
    .max(max)
    .transform((value) => value.trim() || null)
    .nullable()

export const supportContact = z.strictObject({
  name: accountName,
  email: emailSchema.nullable().optional(),
  phone: text(40).optional(),
})

export const createAccountBody = z.strictObject({
  name: accountName,
  address: text(500).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .optional(),
  language: z.enum(languages).default('en'),
  supportContacts: z.array(supportContact).max(10).default([]),
})
export const updateAccountBody = z.strictObject({
  name: accountName.optional(),
  address: text(500).optional(),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable()
    .optional(),
  language: z.enum(languages).optional(),
  supportContacts: z.array(supportContact).max(10).optional(),
})

export const accountSchema = z.object({
  id: uuid,
  number: z.string(),
  kind: z.enum(['partner', 'customer']),
  name: z.string(),
  address: z.string().nullable(),
  country: z.string().nullable(),
  language: z.string(),
  supportContacts: z.array(
    z.object({ name: z.string(), email: z.string().nullable().optional(), phone: z.string().nullable().optional() }),
  ),
  state: z.enum(['active', 'deactivated']),
  createdAt: instant,
})
export type Account = z.infer<typeof accountSchema>
export const accountPage = pageOf(accountSchema)
export const listAccountsQuery = z.strictObject({ search: z.string().max(200).optional(), ...pageQuery })

export const integrationsSchema = z.object(
  Object.fromEntries(integrations.map((name) => [name, z.boolean()])) as Record<
    (typeof integrations)[number],
    z.ZodBoolean
  >,
)
export const updateIntegrationsBody = z.strictObject(
  Object.fromEntries(integrations.map((name) => [name, z.boolean().optional()])) as Record<
    (typeof integrations)[number],
    z.ZodOptional<z.ZodBoolean>
  >,
)

export const subscriptionSchema = z.object({
  id: uuid,
  product: z.string(),
  productName: z.string(),
  quantity: z.number().int(),
  startsAt: instant,
  expiresAt: instant.nullable(),
  endedAt: instant.nullable(),
  state: z.enum(['upcoming', 'current', 'expired', 'ended']),
})
export type Subscription = z.infer<typeof subscriptionSchema>
export const createSubscriptionBody = z.strictObject({
  product: z.string().max(80),
  quantity: z.number().int().min(1).max(10_000_000),
  startsAt: instant.optional(),
  expiresAt: instant.nullable().optional(),
})

export const licenceSchema = z.object({
  product: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  assigned: z.number().int(),
  reserved: z.number().int(),
  available: z.number().int(),
  overAllocated: z.boolean(),
  nextExpiry: instant.nullable(),
  manageable: z.boolean(),
  reason: z.string().optional(),
})
export type Licence = z.infer<typeof licenceSchema>
