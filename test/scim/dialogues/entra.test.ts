import { beforeAll, describe, expect, test } from 'vitest'
import { startWorld, type World } from '../../harness/house.ts'
import { type Client, connect, core, coreGroup, enterprise, patchOf, q } from '../client.ts'
import { firstId, idOf, type Known, play, type Step } from './dialogue.ts'

let w: World
let entra: Client
beforeAll(async () => {
  w = await startWorld()
  entra = await connect(w, w.accountId, { name: 'Entra ID' })
})

const shown = async (id: string) => (await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/users/${id}`)).body
const isEmpty = { totalResults: 0, Resources: [] }
const group = 'http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group'

/** An initial cycle: probe, look, create; the manager after his report. */
const initial = (n: string): Step[] => [
  {
    says: 'the connection test asks for a random GUID',
    method: 'GET',
    path: `/Users?${q('userName eq "d6e0e6c5-88cb-4a1c-a0cb-6a1f6f9f2d5b"')}&aadOptscim062020`,
    status: 200,
    answer: isEmpty,
  },
  {
    says: 'looks for the user',
    method: 'GET',
    path: `/Users?${q(`userName eq "Ada.${n}@contoso.example"`)}`,
    status: 200,
    answer: isEmpty,
  },
  {
    says: 'creates the user',
    method: 'POST',
    path: '/Users',
    status: 201,
    body: {
      schemas: [core, enterprise],
      externalId: `ada-${n}`,
      userName: `Ada.${n}@contoso.example`,
      active: true,
      addresses: null,
      phoneNumbers: null,
      title: null,
      displayName: 'Ada Lovelace',
      emails: [{ primary: true, type: 'work', value: `Ada.${n}@contoso.example` }],
      meta: { resourceType: 'User' },
      name: { formatted: 'Ada Lovelace', familyName: 'Lovelace', givenName: 'Ada' },
      roles: [],
      [enterprise]: { department: null, manager: null },
    },
    answer: { userName: `Ada.${n}@contoso.example`, active: true },
    learn: { ada: idOf },
    sees: async ({ ada }: Known) => {
      expect(await shown(ada!)).toMatchObject({
        displayName: 'Ada Lovelace',
        email: `Ada.${n}@contoso.example`,
        status: 'unregistered',
      })
    },
  },
  {
    says: 'sends it again after a lost answer',
    method: 'POST',
    path: '/Users',
    status: 409,
    body: { schemas: [core], externalId: `ada-${n}`, userName: `ada.${n}@CONTOSO.example`, active: true },
    answer: { scimType: 'uniqueness' },
  },
  {
    says: 'finds it by the work address',
    method: 'GET',
    path: `/Users?${q(`emails[type eq "work"].value eq "ada.${n}@contoso.example"`)}`,
    status: 200,
    answer: { totalResults: 1 },
  },
  {
    says: 'creates the manager',
    method: 'POST',
    path: '/Users',
    status: 201,
    body: { schemas: [core, enterprise], externalId: `boss-${n}`, userName: `boss.${n}@contoso.example`, active: true },
    learn: { boss: idOf },
  },
]

describe.each([
  {
    dialect: 'the default dialect',
    flag: '',
    update: (known: Known) =>
      patchOf(
        { op: 'Replace', path: 'displayName', value: 'Ada King' },
        { op: 'Replace', path: 'name.familyName', value: 'King' },
        { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 7946 0000' },
        { op: 'Add', path: 'addresses[type eq "work"].country', value: 'UK' },
        { op: 'Add', path: 'addresses[type eq "other"].Formatted', value: 'Marylebone' },
        { op: 'Add', path: 'roles[primary eq "True"].value', value: 'Analyst' },
        { op: 'Add', path: `${enterprise}:department`, value: 'Engines' },
        { op: 'Add', path: `${enterprise}:manager`, value: known.boss },
      ),
    disable: patchOf({ op: 'Replace', path: 'active', value: 'False' }),
    enable: patchOf({ op: 'Replace', path: 'active', value: 'True' }),
    addMember: (known: Known) =>
      patchOf({
        op: 'Add',
        path: 'members',
        value: [
          { $ref: null, value: known.ada },
          { $ref: null, value: known.boss },
        ],
      }),
    removeMember: (known: Known) =>
      patchOf({ op: 'Remove', path: 'members', value: [{ $ref: null, value: known.ada }] }),
  },
  {
    dialect: 'the dialect of aadOptscim062020',
    flag: '?aadOptscim062020',
    update: (known: Known) =>
      patchOf(
        {
          op: 'replace',
          value: {
            displayName: 'Ada King',
            'name.familyName': 'King',
            [`${enterprise}:department`]: 'Engines',
            [`${enterprise}:manager`]: { value: known.boss },
          },
        },
        { op: 'add', path: 'phoneNumbers[type eq "mobile"].value', value: '+44 20 7946 0000' },
        { op: 'add', path: 'addresses[type eq "work"].country', value: 'UK' },
        { op: 'add', path: 'addresses[type eq "other"].formatted', value: 'Marylebone' },
        { op: 'add', path: 'roles[primary eq "True"].value', value: 'Analyst' },
      ),
    disable: patchOf({ op: 'replace', path: 'active', value: false }),
    enable: patchOf({ op: 'replace', value: { active: true } }),
    addMember: (known: Known) =>
      patchOf({ op: 'add', path: 'members', value: [{ value: known.ada }, { value: known.boss }] }),
    removeMember: (known: Known) => patchOf({ op: 'remove', path: `members[value eq "${known.ada}"]` }),
  },
])('Entra ID in $dialect', ({ flag, update, disable, enable, addMember, removeMember }) => {
  const n = flag === '' ? '1' : '2'
  const user = (known: Known) => `/Users/${known.ada}${flag}`

  test('provisions, changes, disables, restores and deletes a user', async () => {
    await play(entra, [
      ...initial(n),
      {
        says: 'changes the user',
        method: 'PATCH',
        path: user,
        body: update,
        status: 200,
        answer: (known: Known) => ({
          displayName: 'Ada King',
          name: { givenName: 'Ada', familyName: 'King', formatted: 'Ada Lovelace' },
          phoneNumbers: [{ type: 'mobile', value: '+44 20 7946 0000' }],
          addresses: [
            { type: 'work', country: 'UK' },
            { type: 'other', formatted: 'Marylebone' },
          ],
          roles: [{ primary: true, value: 'Analyst' }],
          [enterprise]: { department: 'Engines', manager: { value: known.boss } },
        }),
        learn: { version: (answer) => answer.body.meta.version },
        sees: async ({ ada }) => {
          expect(await shown(ada!)).toMatchObject({ displayName: 'Ada King', mobile: '+44 20 7946 0000' })
        },
      },
      {
        says: 'the same cycle again changes nothing',
        method: 'PATCH',
        path: user,
        body: update,
        status: 200,
        answer: ({ version }: Known) => ({ meta: { version } }),
      },
      {
        says: 'checks the reference to the manager',
        method: 'GET',
        path: (known) => `/Users?${q(`id eq "${known.ada}" and manager eq "${known.boss}"`)}&attributes=id`,
        status: 200,
        answer: { totalResults: 1 },
      },
      {
        says: 'takes the manager away with an empty text',
        method: 'PATCH',
        path: user,
        body: patchOf({ op: 'Replace', path: `${enterprise}:manager`, value: '' }),
        status: 200,
      },
      {
        says: 'moves the user to another UPN',
        method: 'PATCH',
        path: user,
        body: patchOf({ op: 'Replace', path: 'userName', value: `ada.king.${n}@contoso.example` }),
        status: 200,
      },
      {
        says: 'disables the user',
        method: 'PATCH',
        path: user,
        body: disable,
        status: 200,
        answer: { active: false },
        sees: async ({ ada }) => expect((await shown(ada!)).status).toBe('inactive'),
      },
      {
        says: 'still finds the disabled user',
        method: 'GET',
        path: `/Users?${q(`userName eq "ada.king.${n}@contoso.example"`)}`,
        status: 200,
        answer: { totalResults: 1, Resources: [{ active: false }] },
      },
      { says: 'restores the user', method: 'PATCH', path: user, body: enable, status: 200, answer: { active: true } },
      { says: 'deletes the user after 30 days', method: 'DELETE', path: user, status: 204 },
      { says: 'asks again', method: 'GET', path: user, status: 404 },
      { says: 'deletes again', method: 'DELETE', path: user, status: 404 },
    ])
  })

  test('provisions a group and its members', async () => {
    const name = `Engineers ${n}`
    await play(entra, [
      ...initial(`g${n}`),
      {
        says: 'looks for the group',
        method: 'GET',
        path: `/Groups?excludedAttributes=members&${q(`displayName eq "${name}"`)}`,
        status: 200,
        answer: isEmpty,
      },
      {
        says: 'creates the group without members',
        method: 'POST',
        path: '/Groups',
        body: {
          schemas: [coreGroup, group],
          externalId: `group-${n}`,
          displayName: name,
          meta: { resourceType: 'Group' },
        },
        status: 201,
        answer: { displayName: name },
        learn: { group: idOf },
      },
      {
        says: 'creates it twice',
        method: 'POST',
        path: '/Groups',
        body: { schemas: [coreGroup, group], displayName: name.toUpperCase() },
        status: 409,
      },
      {
        says: 'adds members',
        method: 'PATCH',
        path: ({ group }) => `/Groups/${group}${flag}`,
        body: addMember,
        status: 204,
      },
      {
        says: 'checks a membership',
        method: 'GET',
        path: ({ group, ada }) => `/Groups?${q(`id eq "${group}" and members eq "${ada}"`)}&excludedAttributes=members`,
        status: 200,
        answer: { totalResults: 1 },
      },
      {
        says: 'removes a member',
        method: 'PATCH',
        path: ({ group }) => `/Groups/${group}${flag}`,
        body: removeMember,
        status: 204,
      },
      {
        says: 'reads the rest',
        method: 'GET',
        path: ({ group }) => `/Groups/${group}`,
        status: 200,
        answer: ({ boss }: Known) => ({ members: [{ value: boss }] }),
        sees: async ({ group }) => {
          const { body } = await w.call(w.admin, 'GET', `/api/accounts/${w.accountId}/groups/${group}/members`)
          expect([body.total, body.items[0].displayName]).toEqual([1, `boss.g${n}@contoso.example`])
        },
      },
      {
        says: 'finds by externalId in its case only',
        method: 'GET',
        path: `/Groups?${q(`externalId eq "GROUP-${n}"`)}`,
        status: 200,
        answer: isEmpty,
      },
      {
        says: 'renames',
        method: 'PATCH',
        path: ({ group }) => `/Groups/${group}`,
        body: patchOf({ op: 'Replace', path: 'displayName', value: `${name} renamed` }),
        status: 204,
      },
      { says: 'deletes', method: 'DELETE', path: ({ group }) => `/Groups/${group}`, status: 204 },
    ])
  })
})

test('Entra ID claims users whom the console has, and re-hires under a new objectId', async () => {
  const email = 'here.already@contoso.example'
  const made = await w.call(w.admin, 'POST', `/api/accounts/${w.accountId}/users`, {
    firstName: 'Here',
    lastName: 'Already',
    email,
  })
  await play(entra, [
    {
      says: 'finds the user',
      method: 'GET',
      path: `/Users?${q(`userName eq "${email}"`)}`,
      status: 200,
      answer: { totalResults: 1 },
      learn: { id: firstId },
    },
    {
      says: 'sets what differs',
      method: 'PATCH',
      path: ({ id }) => `/Users/${id}`,
      body: patchOf(
        { op: 'Add', path: 'externalId', value: 'old-object' },
        { op: 'Add', path: 'title', value: 'Clerk' },
      ),
      status: 200,
      answer: { externalId: 'old-object', title: 'Clerk', name: { givenName: 'Here', familyName: 'Already' } },
    },
    {
      says: 'disables',
      method: 'PATCH',
      path: ({ id }) => `/Users/${id}`,
      body: patchOf({ op: 'Replace', path: 'active', value: 'False' }),
      status: 200,
    },
    {
      says: 'finds the person again at the re-hire',
      method: 'GET',
      path: `/Users?${q(`userName eq "${email}"`)}`,
      status: 200,
      answer: { Resources: [{ active: false }] },
    },
    {
      says: 're-hires',
      method: 'PATCH',
      path: ({ id }) => `/Users/${id}`,
      body: patchOf(
        { op: 'Replace', path: 'externalId', value: 'new-object' },
        { op: 'Replace', path: 'active', value: 'True' },
      ),
      status: 200,
      answer: { id: made.body.id, externalId: 'new-object', active: true },
    },
  ])
})
