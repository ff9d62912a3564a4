import { describe, expect, test } from 'vitest'
import { refused } from '../../test/scim/samples.ts'
import { text } from './attribute.ts'
import { pathName } from './attribute-path.ts'
import { printFilter } from './filter-print.ts'
import { parsePath } from './path.ts'
import { resourceTypes } from './resource-type.ts'
import { schema } from './schema.ts'
import { urns } from './urns.ts'

const { user, group } = resourceTypes()

/** A path in one spelling, or what it means where it is none of an attribute. */
function read(text: string, type = user): string {
  const path = parsePath(type, text)
  if (path.kind === 'extension') return path.schema.urn
  if (path.kind === 'resource') return 'resource'
  const { sub, filter, ...whole } = path
  return pathName(whole) + (filter ? `[${printFilter(filter)}]` : '') + (sub ? `.${sub.name}` : '')
}

describe('SCIM-P5 path forms', () => {
  test.each([
    ['title', 'title'],
    ['TITLE', 'title'],
    [' title ', 'title'],
    ['name.givenName', 'name.givenName'],
    ['NAME.GIVENNAME', 'name.givenName'],
    [`${urns.user}:userName`, 'userName'],
    [`${urns.user}:name.familyName`, 'name.familyName'],
    [`${urns.user}:externalId`, 'externalId'],
    [`${urns.enterpriseUser}:department`, `${urns.enterpriseUser}:department`],
    [`${urns.enterpriseUser.toUpperCase()}:Department`, `${urns.enterpriseUser}:department`],
    [`${urns.enterpriseUser}:manager.value`, `${urns.enterpriseUser}:manager.value`],
    ['manager', `${urns.enterpriseUser}:manager`],
    [urns.enterpriseUser, urns.enterpriseUser],
    [urns.user, 'resource'],
    ['emails[type eq "work"]', 'emails[type eq "work"]'],
    ['emails[type eq "work"].value', 'emails[type eq "work"].value'],
    ['Emails[Type Eq "work" And Primary Eq "True"].VALUE', 'emails[type eq "work" and primary eq true].value'],
    ['addresses[type eq "other"].Formatted', 'addresses[type eq "other"].formatted'],
    [`${urns.user}:emails[type eq "work"].value`, 'emails[type eq "work"].value'],
    ['emails[value eq "a]b[c\\"d"].type', 'emails[value eq "a]b[c\\"d"].type'],
    [`${urns.enterpriseUser}:manager[value eq "x"].value`, `${urns.enterpriseUser}:manager[value eq "x"].value`],
  ])('%s', (text, expected) => expect(read(text)).toBe(expected))

  test('SCIM-F3 of two URNs the longer one counts', () => {
    const extension = (urn: string) => ({ schema: schema(urn, 'X', 'X', [text('a', 'a')]), required: false })
    const type = { ...user, extensions: [extension('urn:x'), extension('urn:x:2.0:y'), extension('urn:x:2.0')] }
    expect(read('urn:x:2.0:y:a', type)).toBe('urn:x:2.0:y:a')
    expect(read('urn:x:2.0:a', type)).toBe('urn:x:2.0:a')
    expect(read('urn:x:2.0:y', type)).toBe('urn:x:2.0:y')
    expect(read('urn:x:a', type)).toBe('urn:x:a')
  })

  test('members of a group', () => {
    expect(read('members[value eq "a" or value eq "b"]', group)).toBe('members[value eq "a" or value eq "b"]')
  })

  test.each([
    'nothing',
    'name.nothing',
    'name.givenName.x',
    'name..givenName',
    '.name',
    '/title',
    'urn:unknown:2.0:User:title',
    `${urns.enterpriseUser}:title`,
    `${urns.enterpriseUser}:`.repeat(2),
    'nothing[type eq "work"]',
    'name.givenName[value eq "x"]',
    'emails[type eq "work"]value',
    'emails[type eq "work"].',
    'emails[type eq "work"].nothing',
    'emails[type eq "work"].value.x',
    '__proto__',
    '__proto__.polluted',
    'constructor.prototype.polluted',
    'name.__proto__',
    'emails[type eq "work"].__proto__',
    'emails[type eq "work"].constructor',
    `${urns.enterpriseUser}:__proto__`,
  ])('%s is invalidPath', (text) => expect(refused(() => parsePath(user, text))).toBe('invalidPath'))

  test.each([
    'emails[type eq "work"',
    'emails[type]',
    'emails[0]',
    'emails[]',
    'emails[nothing eq "x"]',
    'emails[__proto__ eq "x"]',
    'emails[type eq work]',
    'title[value eq "x"]',
    `emails[value eq "${'x'.repeat(5000)}"]`,
  ])('%s is invalidFilter', (text) => expect(refused(() => parsePath(user, text))).toBe('invalidFilter'))
})
