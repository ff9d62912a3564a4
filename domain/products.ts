export const integrations = [
  'miteam_meetings',
  'micollab',
  'micloud_connect',
  'cloudlink_gateway',
  'iot',
  'scim',
] as const
export type Integration = (typeof integrations)[number]

/** Something a user can be licensed for. Conditions are R20’s. */
export type Product = {
  id: string
  name: string
  requiresIntegration?: Integration
  excludedByIntegration?: Integration
}

export const productCatalogue: readonly Product[] = [
  {
    id: 'miteam_meetings',
    name: 'MiTeam Meetings',
    requiresIntegration: 'miteam_meetings',
    excludedByIntegration: 'micollab',
  },
  { id: 'micollab', name: 'MiCollab', requiresIntegration: 'micollab' },
  { id: 'mitel_one_essential', name: 'Mitel One Essential' },
  { id: 'mitel_one_premier', name: 'Mitel One Premier' },
  { id: 'mitel_one_elite', name: 'Mitel One Elite' },
]

export type ManageFacts = {
  accountKind: 'partner' | 'customer'
  integrations: ReadonlySet<string>
  /** Any subscription, an expired one included: seats of an expired one must stay unassignable. */
  hasSubscription: boolean
}
export type NotManageable = 'partner_account' | 'integration_off' | 'excluded_by_integration' | 'no_subscription'

/** R20: whether a product’s licences can be assigned and unassigned in an account; the reason otherwise. */
export function manageable(product: Product, facts: ManageFacts): { ok: true } | { ok: false; reason: NotManageable } {
  if (facts.accountKind === 'partner') return { ok: false, reason: 'partner_account' }
  if (product.requiresIntegration && !facts.integrations.has(product.requiresIntegration)) {
    return { ok: false, reason: 'integration_off' }
  }
  if (product.excludedByIntegration && facts.integrations.has(product.excludedByIntegration)) {
    return { ok: false, reason: 'excluded_by_integration' }
  }
  if (!facts.hasSubscription) return { ok: false, reason: 'no_subscription' }
  return { ok: true }
}

/** R21: never shown below zero. */
export const availableSeats = (quantity: number, assigned: number, reserved: number) =>
  Math.max(0, quantity - assigned - reserved)
