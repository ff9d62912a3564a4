import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../harness/house.ts'
import { type Client, connect, core, coreGroup, patchOf, q } from '../client.ts'
import { idOf, type Known, play, type Step } from './dialogue.ts'

let w: World
let client: Client
beforeAll(async () => {
  w = await startWorld()
  client = await connect(w, w.accountId, { name: 'OneLogin' })
})

const shown = async (id: string) => (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${id}`)).body
const user = ({ id }: Known) => `/Users/${id}`
const group = ({ group }: Known) => `/Groups/${group}`
const profile = (name: string, more: Record<string, unknown> = {}) => ({
  schemas: [core],
  userName: `${name}@one.example`,
  name: { givenName: 'Joan', familyName: 'Clarke' },
  emails: [{ value: `${name}@one.example`, primary: true }],
  active: true,
  ...more,
})
const create = (name: string): Step[] => [
  {
    says: 'looks',
    method: 'GET',
    path: `/Users?${q(`userName eq "${name}@one.example"`)}`,
    status: 200,
    answer: { totalResults: 0 },
  },
  { says: 'creates', method: 'POST', path: '/Users', body: profile(name), status: 201, learn: { id: idOf } },
]

test('OneLogin: PUT for users, PATCH for groups, members removed by a list with values', async () => {
  await play(client, [
    ...create('onelogin'),
    {
      says: 'puts a change',
      method: 'PUT',
      path: user,
      body: profile('onelogin', { title: 'Cryptanalyst', phoneNumbers: [{ type: 'mobile', value: '+44 1' }] }),
      status: 200,
      answer: { title: 'Cryptanalyst' },
      sees: async ({ id }) =>
        expect(await shown(id!)).toMatchObject({ mobile: '+44 1', email: 'onelogin@one.example' }),
    },
    {
      says: 'creates a group',
      method: 'POST',
      path: '/Groups',
      body: { schemas: [coreGroup], displayName: 'Hut 8' },
      status: 201,
      learn: { group: idOf },
    },
    {
      says: 'adds',
      method: 'PATCH',
      path: group,
      body: ({ id }: Known) => patchOf({ op: 'add', path: 'members', value: [{ value: id }] }),
      status: 204,
    },
    {
      says: 'removes',
      method: 'PATCH',
      path: group,
      body: ({ id }: Known) => patchOf({ op: 'remove', path: 'members', value: [{ value: id }] }),
      status: 204,
    },
    {
      says: 'reads',
      method: 'GET',
      path: group,
      status: 200,
      sees: async ({ group }) => {
        const { body } = await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/groups/${group}`)
        expect(body.members).toBe(0)
      },
    },
    {
      says: 'suspends',
      method: 'PUT',
      path: user,
      body: profile('onelogin', { active: false }),
      status: 200,
      answer: { active: false },
    },
    { says: 'deletes', method: 'DELETE', path: user, status: 204 },
  ])
})

test('JumpCloud: the full user by PUT, groups by PATCH or PUT', async () => {
  await play(client, [
    ...create('jump'),
    {
      says: 'puts the full user without active',
      method: 'PUT',
      path: user,
      body: profile('jump', { active: undefined, displayName: 'Joan' }),
      status: 200,
      answer: { active: true, displayName: 'Joan' },
    },
    {
      says: 'suspends',
      method: 'PUT',
      path: user,
      body: profile('jump', { active: false }),
      status: 200,
      sees: async ({ id }) => expect((await shown(id!)).status).toBe('inactive'),
    },
    {
      says: 'creates a group with members',
      method: 'POST',
      path: '/Groups',
      body: ({ id }: Known) => ({ schemas: [coreGroup], displayName: 'Jump', members: [{ value: id }] }),
      status: 201,
      learn: { group: idOf },
    },
    {
      says: 'puts the group empty',
      method: 'PUT',
      path: group,
      body: { schemas: [coreGroup], displayName: 'Jump', members: [] },
      status: 200,
    },
    {
      says: 'patches a member in',
      method: 'PATCH',
      path: group,
      body: ({ id }: Known) => patchOf({ op: 'add', path: 'members', value: [{ value: id }] }),
      status: 204,
    },
    {
      says: 'reads',
      method: 'GET',
      path: group,
      status: 200,
      answer: ({ id }: Known) => ({ members: [{ value: id, type: 'User' }] }),
    },
  ])
})
