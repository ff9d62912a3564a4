import { addSource, createSourceToken, type NewSource } from '../../server/features/sources/sources.ts'
import type { TestHouse } from '../harness/house.ts'

/** A directory’s client against the real app, by inject(). */
export type Client = {
  sourceId: string
  tokenId: string
  token: string
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>
}
export type Answered = {
  status: number
  // biome-ignore format: the tests read answers of any shape
  body: any
  headers: Record<string, unknown>
  text: string
}

/** Adds a directory to an account and speaks for it. */
export async function connect(t: TestHouse, accountId: string, input: Partial<NewSource> = {}): Promise<Client> {
  const source = await addSource(t.system(accountId), { kind: 'scim', name: 'Entra ID', ...input })
  const { id, token } = await createSourceToken(t.system(accountId), { sourceId: source.id })
  return { sourceId: source.id, tokenId: id, token, send: sender(t, token) }
}

/** Sends with a token, or without one. The path is below /scim/v2 unless it begins with it. */
export const sender =
  (t: TestHouse, token: string | null): Client['send'] =>
  async (method, path, body, headers = {}) => {
    const answer = await t.app.inject({
      method: method as 'GET',
      url: /^\/+scim/i.test(path) ? path : `/scim/v2${path}`,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return {
      status: answer.statusCode,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
      headers: answer.headers,
      text: answer.body,
    }
  }

export const core = 'urn:ietf:params:scim:schemas:core:2.0:User'
export const coreGroup = 'urn:ietf:params:scim:schemas:core:2.0:Group'
export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
export const cloudlink = 'urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User'
export const patchOf = (...Operations: unknown[]) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations,
})

let people = 0

/** A user as a directory sends one, with names nobody else has. */
export function someone(more: Record<string, unknown> = {}): Record<string, unknown> {
  const n = ++people
  return {
    schemas: [core],
    userName: `Person.${n}@Dir.example`,
    externalId: `ext-${n}`,
    name: { givenName: 'Pat', familyName: `Person${n}` },
    displayName: `Pat Person${n}`,
    emails: [{ value: `person.${n}@dir.example`, type: 'work', primary: true }],
    active: true,
    ...more,
  }
}

export const q = (filter: string) => `filter=${encodeURIComponent(filter)}`
