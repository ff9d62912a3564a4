import { z } from 'zod'
import { instant, pageOf, uuid } from './page.ts'
import { roles } from './permissions.ts'
import { origins } from './sources.ts'
import { type FieldVerdict, fieldRules, type UserField, userFieldNames, userFields } from './user-fields.ts'

export { type UserField, type UserValues, userFieldNames, userFields } from './user-fields.ts'

/** Text that a rule cleans or refuses; the refusal’s code becomes the problem’s field code. */
const ruled = (rule: (text: string) => FieldVerdict) =>
  z
    .string()
    .nullable()
    .transform((text, context) => {
      if (text === null) return null
      const verdict = rule(text)
      if (verdict.ok) return verdict.value
      context.addIssue({ code: 'custom', params: { code: verdict.code } })
      return z.NEVER
    })

/** R2, R3: required and valid; kept as typed, compared by its key. */
export const emailSchema = z.string().transform((text, context) => {
  const verdict = fieldRules.email(text)
  if (verdict.ok && verdict.value) return verdict.value
  context.addIssue({ code: 'custom', params: { code: verdict.ok ? 'required' : verdict.code } })
  return z.NEVER
})

const schemas = {
  name: ruled(fieldRules.name),
  email: emailSchema,
  mobile: ruled(fieldRules.mobile),
  extension: ruled(fieldRules.extension),
}
type SchemaOf<F extends UserField> = (typeof schemas)[(typeof userFields)[F]['rule']]
/** The schema of each field of the catalogue, by its rule. */
export const fieldSchemas = schemasOfFields()

function schemasOfFields() {
  const byField = userFieldNames.map((field) => [field, schemas[userFields[field].rule]])
  return Object.fromEntries(byField) as { [F in UserField]: SchemaOf<F> }
}

const assignableRole = z.enum(['user', 'account_admin'], { error: () => ({ message: 'role_not_assignable' }) })

const optional = {
  name: fieldSchemas.name.optional(),
  firstName: fieldSchemas.firstName.optional(),
  lastName: fieldSchemas.lastName.optional(),
  mobile: fieldSchemas.mobile.optional(),
  extension: fieldSchemas.extension.optional(),
}

/** R1: at least one of the names. */
const oneName = (values: { name?: string | null; firstName?: string | null; lastName?: string | null }) =>
  Boolean(values.name || values.firstName || values.lastName)

export const createUserBody = z
  .strictObject({ ...optional, email: fieldSchemas.email, role: assignableRole.default('user') })
  .superRefine((values, context) => {
    if (!oneName(values)) context.addIssue({ code: 'custom', path: ['name'], params: { code: 'name_required' } })
  })
export type CreateUserBody = z.output<typeof createUserBody>

/** All or nothing; a key that is absent stays as it is. products is the whole set. */
export const updateUserBody = z.strictObject({
  ...optional,
  email: fieldSchemas.email.optional(),
  role: assignableRole.optional(),
  products: z.array(z.string().max(80)).max(50).optional(),
  suspendedByAdmin: z.boolean().optional(),
  /** R14: a partner says so after the warning. */
  allowLastAdmin: z.boolean().optional(),
})
export type UpdateUserBody = z.output<typeof updateUserBody>

export const deleteUserBody = z.strictObject({
  /** R26: always this English word in the API. */
  confirm: z.literal('delete', { error: () => ({ message: 'confirmation_missing' }) }),
  allowLastAdmin: z.boolean().optional(),
})

export const statuses = ['registered', 'unregistered', 'no_cloudlink_account', 'inactive'] as const
export type Status = (typeof statuses)[number]
export const invitationStates = ['not_sent', 'queued', 'sent', 'expired', 'refused'] as const
export type InvitationState = (typeof invitationStates)[number]

/** Who did it, as shown: a partner is named with the partner account. */
export const actorShown = z.object({ kind: z.string(), id: uuid.nullable(), name: z.string() })

export const userSchema = z.object({
  id: uuid,
  accountId: uuid,
  name: z.string().nullable(),
  firstName: z.string().nullable(),
  lastName: z.string().nullable(),
  displayName: z.string(),
  email: z.string().nullable(),
  mobile: z.string().nullable(),
  extension: z.string().nullable(),
  role: z.enum(roles).nullable(),
  status: z.enum(statuses),
  invitation: z.object({
    state: z.enum(invitationStates),
    sentAt: instant.nullable(),
    expiresAt: instant.nullable(),
    /** What the mail server said when it refused. */
    reason: z.string().nullable().optional(),
  }),
  products: z.array(z.string()),
  sources: z.array(
    z.object({
      kind: z.enum(origins),
      name: z.string(),
      ownedFields: z.array(z.string()),
      lastSyncedAt: instant.nullable(),
    }),
  ),
  lockedFields: z.array(z.object({ field: z.string(), source: z.string(), reason: z.string() })),
  createdAt: instant,
  modifiedAt: instant,
  modifiedBy: actorShown.nullable(),
  lastSignInAt: instant.nullable(),
  /** The fact behind Registered, which an inactive user’s status doesn’t tell. */
  registeredAt: instant.nullable(),
  /** An admin deleted the CloudLink account and a source kept the row (R28). */
  cloudlinkRemoved: z.boolean(),
  sourceActive: z.boolean(),
  /** Made inactive by a source that knows the user no more: an admin can reactivate. */
  leftInactive: z.boolean(),
  suspendedByAdmin: z.boolean(),
  deletedAt: instant.nullable(),
  deletedBy: actorShown.nullable(),
  /** When a deleted user can no longer be restored and is erased for good (R30). */
  erasedAt: instant.nullable(),
})
export type User = z.infer<typeof userSchema>
export const userPage = pageOf(userSchema)

/** email_taken carries who has the address (R4). */
export const holderSchema = z.object({
  id: uuid,
  displayName: z.string(),
  status: z.enum(statuses),
  sources: z.array(z.object({ kind: z.enum(origins), name: z.string() })),
  sourceActive: z.boolean(),
  leftInactive: z.boolean(),
  suspendedByAdmin: z.boolean(),
  email: z.string(),
})
export type Holder = z.infer<typeof holderSchema>

/** Time that a welcome link lives after its first hand-over (R15), and a reset link and code (2.9). */
export const welcomeLinkDays = 4
export const resetLinkMinutes = 60

/** Status shown: the first that holds. */
export function statusOf(facts: {
  role: string | null
  registered: boolean
  sourceActive: boolean
  suspendedByAdmin: boolean
}): Status {
  if (!facts.sourceActive || facts.suspendedByAdmin) return 'inactive'
  if (facts.role === null) return 'no_cloudlink_account'
  return facts.registered ? 'registered' : 'unregistered'
}
