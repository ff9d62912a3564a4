import { expect, test } from 'vitest'
import { flatRows } from './flat-rows.ts'

test('R10 nested data of a directory is readable line by line', () => {
  const raw = {
    userName: 'zoe@harbour.example',
    active: true,
    name: { givenName: 'Zoë', formatted: null },
    emails: [{ value: 'zoe@harbour.example', primary: true }],
    schemas: ['urn:a', 'urn:b'],
    groups: [],
    'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': { department: 'Sales', manager: { value: '7' } },
  }
  expect(flatRows(raw)).toEqual([
    { path: 'userName', value: 'zoe@harbour.example' },
    { path: 'active', value: 'true' },
    { path: 'name.givenName', value: 'Zoë' },
    { path: 'name.formatted', value: '' },
    { path: 'emails[0].value', value: 'zoe@harbour.example' },
    { path: 'emails[0].primary', value: 'true' },
    { path: 'schemas', value: 'urn:a, urn:b' },
    { path: 'groups', value: '' },
    { path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'Sales' },
    { path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value', value: '7' },
  ])
})
