import { seededRandom } from '../server/demo/names.ts'
import type { Ask } from './load.ts'
import type { Operation } from './operations.ts'

const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const patchOp = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

/** Users whom the directory has made, to be asked for and changed. */
export type Known = { ids: string[]; names: string[]; groupId: string; users: number }

let made = Math.floor(performance.now() * 1000) + process.pid * 1e6

/** As Entra ID sends one. */
export function person(): Record<string, unknown> {
  const n = made++
  const [givenName, familyName] = ['Mira', `Hellström ${n}`]
  return {
    schemas: [core, enterprise],
    externalId: `bench-${n}`,
    userName: `b${n}@bench.example`,
    active: true,
    displayName: `${givenName} ${familyName}`,
    emails: [{ primary: true, type: 'work', value: `b${n}@bench.example` }],
    meta: { resourceType: 'User' },
    name: { formatted: `${givenName} ${familyName}`, familyName, givenName },
    [enterprise]: { department: 'Sales' },
  }
}

export const patchOf = (...Operations: unknown[]) => ({ schemas: [patchOp], Operations })

export const headersOf = (token: string) => ({
  authorization: `Bearer ${token}`,
  'content-type': 'application/scim+json',
})

/** A directory of one token is told 429 above a thousand requests a second, which its lookups reach. */
export function headersInTurn(tokens: readonly string[]): () => ReturnType<typeof headersOf> {
  let turn = 0
  return () => headersOf(tokens[turn++ % tokens.length]!)
}

/** What a directory asks for, each with ever new inputs. bare: the bare server’s write of the same kind. */
export function scimOperations(
  accountId: string,
  tokens: readonly string[],
  { ids, names, groupId, users }: Known,
): Operation[] {
  const random = seededRandom(11)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const headers = headersInTurn(tokens)
  const get = (path: string): Ask => ({ path: `/scim/v2${path}`, headers: headers() })
  const filter = (text: string) => get(`/Users?filter=${encodeURIComponent(text)}`)
  const patch = (path: string, body: unknown, expect = 200): Ask => ({
    method: 'PATCH',
    path: `/scim/v2${path}`,
    headers: headers(),
    body,
    expect,
  })
  const account = `account=${accountId}`
  const members = (of: readonly string[]) => of.map((value) => ({ $ref: null, value }))
  let step = 0
  const thousand = (): Ask => {
    const from = (Math.floor(step / 2) * 1000) % Math.max(1, ids.length - 1000)
    const op = step++ % 2 === 0 ? 'Add' : 'Remove'
    return patch(
      `/Groups/${groupId}`,
      patchOf({ op, path: 'members', value: members(ids.slice(from, from + 1000)) }),
      204,
    )
  }
  return [
    { name: 'filter userName eq, somebody', promise: 0.8, ask: () => filter(`userName eq "${pick(names)}"`) },
    { name: 'filter userName eq, nobody', promise: 0.8, ask: () => filter(`userName eq "nobody-${made++}"`) },
    {
      name: 'filter emails[type eq "work"].value eq',
      promise: 0.8,
      ask: () => filter(`emails[type eq "work"].value eq "${pick(names)}"`),
    },
    { name: 'GET by id', promise: null, ask: () => get(`/Users/${pick(ids)}`) },
    {
      name: 'page of 100',
      promise: null,
      ask: () => get(`/Users?startIndex=${1 + Math.floor(random() * 900)}&count=100`),
    },
    {
      name: 'page of 100, anywhere in the list',
      promise: null,
      ask: () => get(`/Users?startIndex=${1 + Math.floor(random() * users)}&count=100`),
    },
    {
      name: 'POST',
      promise: 1.5,
      write: true,
      ask: () => ({ method: 'POST', path: '/scim/v2/Users', headers: headers(), body: person(), expect: 201 }),
      bare: () => ({
        method: 'POST',
        path: `/?${account}`,
        body: { name: `Mira ${made}`, email: `b${made++}@bench.example` },
      }),
    },
    {
      name: 'PATCH of two attributes',
      promise: 1.2,
      write: true,
      ask: () =>
        patch(
          `/Users/${pick(ids)}`,
          patchOf(
            { op: 'Replace', path: `${enterprise}:department`, value: `D ${made++}` },
            { op: 'Replace', path: 'active', value: 'True' },
          ),
        ),
      bare: () => ({ method: 'PATCH', path: `/?${account}`, body: { id: pick(ids), name: `Mira ${made++}` } }),
    },
    {
      name: 'PATCH of a name',
      promise: 1.2,
      write: true,
      ask: () => patch(`/Users/${pick(ids)}`, patchOf({ op: 'Replace', path: 'displayName', value: `Mira ${made++}` })),
      bare: () => ({ method: 'PATCH', path: `/?${account}`, body: { id: pick(ids), name: `Mira ${made++}` } }),
    },
    {
      name: 'PATCH of one member',
      promise: null,
      write: true,
      ask: () =>
        patch(
          `/Groups/${groupId}`,
          patchOf({ op: pick(['Add', 'Remove']), path: 'members', value: members([pick(ids)]) }),
          204,
        ),
    },
    { name: 'PATCH of 1,000 members', promise: 1000, write: true, ask: thousand },
  ]
}
