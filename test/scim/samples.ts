import { ScimError } from '../../server/scim/errors.ts'
import type { JsonObject } from '../../server/scim/json.ts'
import { urns } from '../../server/scim/urns.ts'

/** How a call was refused, as `scimType` or else the status; 'taken' if it was not. */
export function refused(run: () => unknown): string | number {
  try {
    run()
  } catch (error) {
    if (error instanceof ScimError) return error.scimType ?? error.status
    throw error
  }
  return 'taken'
}

/** A user with something everywhere. */
export function sampleUser(): JsonObject {
  return {
    schemas: [urns.user, urns.enterpriseUser],
    id: '0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d',
    externalId: 'Ext-Ünï-1',
    userName: 'Barbara.Jensen@Example.com',
    name: { formatted: 'Ms. Barbara J Jensen', familyName: 'Jensen', givenName: 'Barbara' },
    displayName: 'Babs 100%_\\ "x"',
    title: '',
    active: true,
    emails: [
      { value: 'bjensen@work.example', type: 'work', primary: true },
      { value: 'babs@home.example', type: 'home' },
    ],
    phoneNumbers: [{ value: '+1 555 0100', type: 'mobile' }],
    roles: [{ value: 'clerk', primary: true }, { value: 'auditor' }],
    [urns.enterpriseUser]: { department: 'Sales', manager: { value: 'M-1', displayName: 'Jo' } },
    meta: {
      resourceType: 'User',
      created: '2026-01-31T08:00:00.123Z',
      lastModified: '2026-02-01T09:30:00.500Z',
      location: 'https://c.example/scim/v2/Users/0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d',
      version: 'W/"7"',
    },
  }
}

/** A PATCH body. */
export function patchBody(...operations: JsonObject[]): JsonObject {
  return { schemas: [urns.patchOp], Operations: operations }
}

/** CPU milliseconds that a call takes; unlike the clock it doesn't mind what else the machine does. */
export function cpuTime(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
