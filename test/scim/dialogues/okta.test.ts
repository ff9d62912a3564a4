import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../harness/house.ts'
import { type Client, connect, core, coreGroup, enterprise, patchOf, q } from '../client.ts'
import { firstId, idOf, type Known, play, type Step } from './dialogue.ts'

let w: World
let okta: Client
beforeAll(async () => {
  w = await startWorld()
  okta = await connect(w, w.accountId, { name: 'Okta' })
})

const shown = async (id: string) => (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${id}`)).body
const user = ({ id }: Known) => `/Users/${id}`

const profile = (n: string, more: Record<string, unknown> = {}) => ({
  schemas: [core],
  userName: `grace.${n}@okta.example`,
  name: { givenName: 'Grace', familyName: 'Hopper' },
  emails: [{ primary: true, value: `grace.${n}@okta.example`, type: 'work' }],
  displayName: 'Grace Hopper',
  locale: 'en-US',
  externalId: `00u${n}`,
  groups: [],
  password: 'Rand0m-pass-w0rd-from-Okta',
  active: true,
  ...more,
})

const create = (n: string): Step[] => [
  { says: 'probes', method: 'GET', path: '/Users?startIndex=1&count=2', status: 200 },
  {
    says: 'probes groups',
    method: 'GET',
    path: '/Groups?startIndex=1&count=100',
    status: 200,
    answer: { startIndex: 1 },
  },
  {
    says: 'looks for the user',
    method: 'GET',
    path: `/Users?${q(`userName eq "grace.${n}@okta.example"`)}&startIndex=1&count=100`,
    status: 200,
    answer: { totalResults: 0, Resources: [], itemsPerPage: 0 },
  },
  {
    says: 'creates the user',
    method: 'POST',
    path: '/Users',
    body: profile(n),
    status: 201,
    answer: { externalId: `00u${n}`, active: true },
    learn: { id: idOf, text: ({ text }) => text },
  },
]

test('Okta in the PUT world: GET, then PUT of everything', async () => {
  await play(okta, [
    ...create('put'),
    { says: 'reads the user', method: 'GET', path: user, status: 200, learn: { text: ({ text }) => text } },
    {
      says: 'puts back the very body, which changes nothing',
      method: 'PUT',
      path: user,
      body: ({ text }: Known) => JSON.parse(text!),
      status: 200,
      answer: ({ text }: Known) => ({ meta: JSON.parse(text!).meta }),
    },
    {
      says: 'changes a name and adds attributes of its own',
      method: 'PUT',
      path: user,
      body: ({ text }: Known) => ({
        ...JSON.parse(text!),
        name: { givenName: 'Grace', familyName: 'Murray' },
        [enterprise]: { employeeNumber: '1' },
        nickName: 'Amazing',
      }),
      status: 200,
      answer: { nickName: 'Amazing', [enterprise]: { employeeNumber: '1' } },
      learn: { text: ({ text }) => text },
      sees: async ({ id }) => expect(await shown(id!)).toMatchObject({ lastName: 'Murray' }),
    },
    {
      says: 'deactivates',
      method: 'PUT',
      path: user,
      body: ({ text }: Known) => ({ ...JSON.parse(text!), active: false }),
      status: 200,
      answer: { active: false, nickName: 'Amazing' },
      sees: async ({ id }) => expect((await shown(id!)).status).toBe('inactive'),
    },
    {
      says: 'activates',
      method: 'PUT',
      path: user,
      body: ({ text }: Known) => ({ ...JSON.parse(text!), active: true }),
      status: 200,
      answer: { active: true },
    },
  ])
})

test('Okta in the PATCH world, where activation is a PATCH without path', async () => {
  await play(okta, [
    ...create('patch'),
    {
      says: 'deactivates',
      method: 'PATCH',
      path: user,
      body: patchOf({ op: 'replace', value: { active: false } }),
      status: 200,
      answer: { active: false },
    },
    {
      says: 'meets the inactive user and links',
      method: 'GET',
      path: `/Users?${q('userName eq "grace.patch@okta.example"')}&startIndex=1&count=100`,
      status: 200,
      answer: { totalResults: 1 },
      learn: { id: firstId },
    },
    {
      says: 'activates',
      method: 'PATCH',
      path: user,
      body: patchOf({ op: 'replace', value: { active: true } }),
      status: 200,
      answer: { active: true },
    },
    {
      says: 'sends a password',
      method: 'PATCH',
      path: user,
      body: patchOf({ op: 'replace', value: { password: 'another-Rand0m' } }),
      status: 200,
    },
    {
      says: 'changes the profile',
      method: 'PUT',
      path: user,
      body: profile('patch', { displayName: 'Rear Admiral' }),
      status: 200,
      answer: { displayName: 'Rear Admiral' },
    },
  ])
})

test('Okta meets a 409 and shows its detail', async () => {
  const answer = await okta.send('POST', '/Users', profile('put'))
  expect(answer.status).toBe(409)
  expect(answer.body.detail).toMatch(/userName "grace.put@okta.example"/)
})

describe('Okta pushes groups', () => {
  test('by PATCH, renaming with every change, and by full replacement', async () => {
    const known = await play(okta, create('group'))
    const other = await play(okta, create('group2'))
    const group = ({ group }: Known) => `/Groups/${group}`
    await play(
      okta,
      [
        {
          says: 'creates',
          method: 'POST',
          path: '/Groups',
          body: { schemas: [coreGroup], displayName: 'Push', members: [] },
          status: 201,
          learn: { group: idOf },
        },
        {
          says: 'renames and adds',
          method: 'PATCH',
          path: group,
          body: ({ group, id }: Known) =>
            patchOf(
              { op: 'replace', value: { id: group, displayName: 'Push' } },
              { op: 'add', path: 'members', value: [{ value: id, display: 'grace' }] },
            ),
          status: 204,
        },
        {
          says: 'removes and adds in one request',
          method: 'PATCH',
          path: group,
          body: ({ id }: Known) =>
            patchOf(
              { op: 'remove', path: `members[value eq "${id}"]` },
              { op: 'add', path: 'members', value: [{ value: other.id }] },
            ),
          status: 204,
        },
        { says: 'reads', method: 'GET', path: group, status: 200, answer: { members: [{ value: other.id }] } },
        {
          says: 'pushes all',
          method: 'PATCH',
          path: group,
          body: ({ id }: Known) =>
            patchOf({ op: 'replace', path: 'members', value: [{ value: id }, { value: other.id }] }),
          status: 204,
        },
        {
          says: 'puts the whole group',
          method: 'PUT',
          path: group,
          body: ({ id }: Known) => ({
            schemas: [coreGroup],
            displayName: 'Push',
            members: [{ value: id, display: 'g' }],
          }),
          status: 200,
          answer: ({ id }: Known) => ({ members: [{ value: id }] }),
        },
        { says: 'unlinks', method: 'DELETE', path: group, status: 204 },
      ],
      known,
    )
  })
})

test('Okta imports page by page until totalResults', async () => {
  const seen = new Set<string>()
  let total = 1
  for (let startIndex = 1; startIndex <= total; startIndex += 2) {
    const { body } = await okta.send('GET', `/Users?startIndex=${startIndex}&count=2`)
    total = body.totalResults
    for (const one of body.Resources) seen.add(one.id)
  }
  expect(seen.size).toBe(total)
})
