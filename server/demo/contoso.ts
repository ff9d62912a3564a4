import type { ExternalKind } from '../../domain/sources.ts'
import { type DemoUser, demoUser } from './load.ts'
import { madeUpUsers, seededRandom } from './names.ts'

/** Contoso Logistics: users of every origin and in every state, the same each time. */
export function contosoUsers(count: number, domain = 'contoso.example', seed = 11): DemoUser[] {
  const random = seededRandom(seed * 31 + 1)
  const chance = (share: number) => random() < share
  return madeUpUsers(count, domain, seed).map((values, index) => {
    const origin = originOf(index % 30)
    const registered = chance(0.62)
    const state = {
      registered,
      invitation: registered
        ? ('sent' as const)
        : (['not_sent', 'not_sent', 'sent', 'expired', 'refused'] as const)[Math.floor(random() * 5)]!,
      lastSignInDaysAgo: registered && chance(0.85) ? Math.floor(random() ** 3 * 700) : null,
      suspendedByAdmin: chance(0.02),
      deleted: chance(0.015) && !origin.kinds.includes('micloud_connect'),
      role: chance(0.012) ? ('account_admin' as const) : ('user' as const),
      products: chance(0.3) ? ['micollab'] : chance(0.15) ? ['mitel_one_premier'] : [],
    }
    const active = !chance(0.04)
    const links = origin.kinds.map((kind) => linkOf(kind, values, index, active))
    // A phone system knows extensions that nobody has an email for: listed without a CloudLink account.
    const bare = origin.kinds.length === 1 && origin.kinds[0] === 'pbx' && chance(0.4)
    const user = { account: 'Contoso Logistics', ...values, ...state, origin: origin.of, links }
    return demoUser.parse(
      bare
        ? {
            ...user,
            email: null,
            role: null,
            registered: false,
            invitation: 'not_sent',
            lastSignInDaysAgo: null,
            products: [],
          }
        : user,
    )
  })
}

/** Thirty users in a row have these origins: ten of the console, four imported, nine of the directory … */
function originOf(place: number): { of: 'console' | 'import'; kinds: ExternalKind[] } {
  if (place < 10) return { of: 'console', kinds: [] }
  if (place < 14) return { of: 'import', kinds: [] }
  if (place < 22) return { of: 'console', kinds: ['scim'] }
  if (place < 25) return { of: 'console', kinds: ['pbx'] }
  if (place < 27) return { of: 'console', kinds: ['pbx', 'scim'] }
  if (place < 29) return { of: 'console', kinds: ['micloud_connect'] }
  return { of: 'console', kinds: ['iot'] }
}

const sourceNames: Record<ExternalKind, string> = {
  scim: 'Entra ID',
  pbx: 'MiVoice Business Hamburg',
  micloud_connect: 'MiCloud Connect',
  iot: 'Door stations',
}

type Values = {
  firstName: string | null
  lastName: string | null
  email: string | null
  mobile: string | null
  extension: string | null
}

function linkOf(kind: ExternalKind, values: Values, index: number, active: boolean) {
  const externalId = `${kind}-${String(index).padStart(6, '0')}`
  const common = { kind, source: sourceNames[kind], externalId, active: kind === 'scim' ? active : true }
  switch (kind) {
    case 'scim':
      return {
        ...common,
        fields: ['firstName', 'lastName', 'email', 'mobile'],
        raw: scimRaw(externalId, values, active),
      }
    case 'pbx':
      return {
        ...common,
        fields: ['firstName', 'lastName', 'email', 'extension'],
        raw: { dn: values.extension, site: 'Hamburg', deviceType: '6930', zone: 1 },
      }
    case 'micloud_connect':
      return { ...common, raw: { tenant: 'contoso', profile: 'Connect Essentials' } }
    case 'iot':
      return {
        ...common,
        fields: ['name', 'firstName', 'lastName', 'email', 'extension'],
        raw: { deviceId: externalId, model: 'Door station', firmware: '2.4.1' },
      }
  }
}

const scimRaw = (externalId: string, values: Values, active: boolean) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'],
  externalId,
  userName: values.email,
  active,
  name: { givenName: values.firstName, familyName: values.lastName },
  emails: [{ type: 'work', value: values.email, primary: true }],
  'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
    department: 'Logistics',
    employeeNumber: externalId.slice(-4),
  },
})
