import { describe, expect, test } from 'vitest'
import { cpuTime, refused, sampleUser } from '../../test/scim/samples.ts'
import { filterScope } from './filter.ts'
import { matches } from './filter-match.ts'
import { parseFilter } from './filter-parse.ts'
import { limits } from './limits.ts'
import { resourceTypes } from './resource-type.ts'

const { user, group } = resourceTypes()
const scope = filterScope(user)
const ask = (text: string, resource = sampleUser()) => matches(parseFilter(text, scope), resource)
const broken = (text: string) => refused(() => parseFilter(text, scope))

describe('SCIM-F1 operators, grouping and precedence', () => {
  test.each([
    ['userName eq "barbara.jensen@example.com"', true],
    ['userName ne "barbara.jensen@example.com"', false],
    ['userName co "jensen@"', true],
    ['userName sw "barbara"', true],
    ['userName sw "jensen"', false],
    ['userName ew ".COM"', true],
    ['userName gt "a"', true],
    ['userName ge "barbara.jensen@example.com"', true],
    ['userName lt "barbara.jensen@example.com"', false],
    ['userName le "barbara.jensen@example.com"', true],
    ['userName pr', true],
    ['nickName pr', false],
    ['USERNAME EQ "barbara.jensen@example.com" AND Active Eq true', true],
    ['not (userName pr)', false],
    ['NOT(nickName pr)', true],
    // not > and > or
    ['userName pr or nickName pr and nickName pr', true],
    ['(userName pr or nickName pr) and nickName pr', false],
    ['not (nickName pr) and userName pr', true],
    ['not (nickName pr and userName pr) or nickName pr', true],
    ['\t userName  eq\n"barbara.jensen@example.com" ', true],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
})

describe('SCIM-F2 values are JSON literals', () => {
  test.each([
    'userName eq jyoung',
    "userName eq 'x'",
    'userName eq "x',
    'userName eq',
    'active eq True',
    'userName eq "\\x"',
  ])('%s is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
  test.each([
    'active eq yes',
    'active eq 1',
    'userName eq 5',
    'userName eq true',
    'userName eq "a\\u0000b"',
    'userName eq "\\ud800"',
  ])('%s is refused, the value does not fit or can not be stored', (text) => expect(broken(text)).toBe('invalidFilter'))
  test('escapes count', () => {
    expect(ask('displayName eq "Babs 100%_\\\\ \\"x\\""')).toBe(true)
    expect(ask('displayName sw "\\u0042abs"')).toBe(true)
  })
})

describe('SCIM-F3 attribute paths with URN', () => {
  const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
  test.each([
    [`${urn}:department eq "sales"`, true],
    [`${urn.toUpperCase()}:DEPARTMENT eq "sales"`, true],
    [`${urn}:manager.value eq "M-1"`, true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:userName sw "barbara"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:name.familyName eq "jensen"', true],
    ['urn:ietf:params:scim:schemas:core:2.0:User:emails[type eq "work"] pr', true],
    ['department eq "sales"', true],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test.each([
    'urn:ietf:params:scim:schemas:extension:other:2.0:User:x eq "1"',
    `${urn} eq "1"`,
    `${urn}:userName eq "1"`,
    `${urn}:manager.value.x eq "1"`,
    'urn:ietf:params:scim:schemas:core:2.0:Group:displayName eq "x"',
  ])('%s is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
})

describe('SCIM-F4 case by caseExact', () => {
  test.each([
    ['userName eq "BARBARA.JENSEN@EXAMPLE.COM"', true],
    ['externalId eq "Ext-Ünï-1"', true],
    ['externalId eq "ext-ünï-1"', false],
    ['externalId sw "ext"', false],
    ['externalId co "Ünï"', true],
    ['id eq "0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d"', true],
    ['id eq "0192F0C4-8D5E-7B1A-9C3D-2F4E6A8B0C1D"', false],
    ['emails.value co "BABS@"', true],
    ['meta.resourceType eq "user"', false],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test('letters in two encodings of one letter are the same', () => {
    expect(ask('displayName eq "E\\u0301"', { displayName: 'é' })).toBe(true)
  })
})

describe('SCIM-F5 the terms inside [ ] bind to one value', () => {
  test.each([
    ['emails[type eq "home" and value co "@work"]', false],
    ['emails[type eq "work" and value co "@work"]', true],
    ['emails.type eq "home" and emails.value co "@work"', true],
    ['emails[not (type eq "work")]', true],
    ['emails[type eq "other" or value sw "babs"]', true],
    ['emails[primary eq true and type eq "home"]', false],
    ['name[familyName eq "Jensen" and givenName sw "B"]', true],
    ['name[familyName eq "Jensen" and givenName sw "C"]', false],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test.each([
    'emails[type eq "work"',
    'emails[]',
    'emails type eq "work"]',
    'userName[value eq "x"]',
    'emails[a[b eq 1]]',
  ])('%s is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
})

describe('SCIM-F6 a sub-attribute behind ]', () => {
  test.each([
    ['emails[type eq "work"].value eq "bjensen@work.example"', true],
    ['emails[type eq "home"].value eq "bjensen@work.example"', false],
    ['emails[type eq "work"] eq "bjensen@work.example"', true],
    ['emails[type eq "home"] eq "bjensen@work.example"', false],
    ['emails[type eq "home"].display pr', false],
    ['emails[type eq "home"].value pr and active eq true', true],
    ['emails[type eq "work"] and active eq true', true],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test.each([
    'emails[type eq "work"].nothing eq "x"',
    'emails[type eq "work"]. eq "x"',
    'addresses[type eq "work"] eq "x"',
  ])('%s is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
})

describe('SCIM-F7 an attribute without sub-attribute means its value', () => {
  test.each([
    ['emails eq "babs@home.example"', true],
    ['emails eq "nobody"', false],
    ['phoneNumbers sw "+1"', true],
    ['manager eq "M-1"', true],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test('members of a group', () => {
    const filter = parseFilter('members eq "u1"', filterScope(group))
    expect(matches(filter, { members: [{ value: 'u2' }, { value: 'u1' }] })).toBe(true)
    expect(matches(filter, { members: [{ value: 'U1' }] })).toBe(false)
  })
  test('an attribute with parts but no value is refused', () => {
    expect(broken('name eq "x"')).toBe('invalidFilter')
    expect(broken('addresses co "x"')).toBe('invalidFilter')
  })
})

describe('SCIM-F8 order by type', () => {
  test.each([
    'active gt true',
    'active co "t"',
    'x509Certificates.value gt "a"',
    'x509Certificates.value co "a"',
    'meta.created co "2026"',
    'meta.created gt "soon"',
    'active le false',
  ])('%s is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
  test.each([
    ['meta.lastModified gt "2026-02-01T09:30:00Z"', true],
    ['meta.lastModified eq "2026-02-01T10:30:00.500+01:00"', true],
    ['meta.lastModified lt "2026-02-01T09:30:00+01:00"', false],
    ['meta.created le "2026-01-31T08:00:00.123Z"', true],
    ['meta.created ge "2026-01-31T03:00:00.124-05:00"', false],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
})

describe('SCIM-F9 what can not be read or is not known is refused', () => {
  test.each([
    '',
    ' ',
    'userName',
    'userName xx "a"',
    'userName eq "a" and',
    'and userName eq "a"',
    '(userName eq "a"',
    'userName eq "a")',
    'not userName eq "a"',
    'userName eq "a" userName eq "b"',
    'userName eq "a" xor userName eq "b"',
    'userNam eq "a"',
    'name.first eq "a"',
    'password eq "a"',
    'password pr',
    '__proto__ pr',
    'constructor.prototype pr',
    'name.constructor pr',
    '[type eq "work"]',
    '.value eq "a"',
  ])('%j is refused', (text) => expect(broken(text)).toBe('invalidFilter'))
})

describe('SCIM-F10 presence and absence', () => {
  test.each([
    ['title pr', false],
    ['name pr', true],
    ['name.middleName pr', false],
    ['emails pr', true],
    ['photos pr', false],
    ['nickName ne "x"', true],
    ['not (nickName eq "x")', true],
    ['nickName eq null', true],
    ['userName eq null', false],
    ['userName ne null', true],
    ['photos eq null', true],
    ['emails ne null', true],
    ['emails.display eq null', true],
    ['emails.display ne null', false],
    ['photos ne "x"', true],
    ['emails ne "babs@home.example"', true],
    ['phoneNumbers ne "+1 555 0100"', false],
    ['nickName lt "x"', false],
  ])('%s is %s', (text, expected) => expect(ask(text)).toBe(expected))
  test('null has no order', () => expect(broken('userName gt null')).toBe('invalidFilter'))
})

test('SCIM-F12 meta, references and schemas can be asked for', () => {
  expect(ask('meta.resourceType eq "User" and meta.version eq "W/\\"7\\""')).toBe(true)
  expect(ask('id eq "0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d" and manager eq "M-1"')).toBe(true)
  expect(ask('id eq "0192f0c4-8d5e-7b1a-9c3d-2f4e6a8b0c1d" and manager eq "M-2"')).toBe(false)
  expect(ask('schemas eq "urn:ietf:params:scim:schemas:extension:enterprise:2.0:user"')).toBe(true)
  const members = parseFilter('members[value eq "y"]', filterScope(group))
  expect(matches(members, { members: [{ value: 'y' }] })).toBe(true)
})

describe('SCIM-F14 limits', () => {
  const or = (terms: number) => Array.from({ length: terms }, () => 'id pr').join(' or ')
  test('length', () => {
    const text = (bytes: number) => `id eq "${'x'.repeat(bytes - 8)}"`
    expect(broken(text(limits.filterBytes + 1))).toBe('invalidFilter')
    expect(broken(text(limits.filterBytes))).toBe('taken')
    expect(broken(`id eq "${'é'.repeat(limits.filterBytes / 2)}"`)).toBe('invalidFilter')
  })
  test('depth', () => {
    const nested = (depth: number) => `${'('.repeat(depth)}id pr${')'.repeat(depth)}`
    expect(broken(nested(limits.filterDepth + 1))).toBe('invalidFilter')
    expect(broken(nested(limits.filterDepth))).toBe('taken')
  })
  test('SCIM-F13 terms: too many of them are tooMany, not a time-out', () => {
    expect(broken(or(limits.filterNodes))).toBe('tooMany')
    expect(broken(or(limits.filterNodes - 1))).toBe('taken')
  })
  test('20,000 parentheses and 10,000 terms are refused at once', () => {
    const spent = cpuTime(() => {
      expect(broken('('.repeat(20_000))).toBe('invalidFilter')
      expect(broken(or(10_000))).toBe('invalidFilter')
      expect(broken('not('.repeat(1000))).toBe('invalidFilter')
    })
    expect(spent).toBeLessThan(200)
  })
})

test('SCIM-F15 a search at the root knows the names of all types', () => {
  const root = filterScope(user, group)
  const filter = parseFilter('meta.resourceType eq "Group" or members.value eq "u1" or userName sw "b"', root)
  expect(matches(filter, sampleUser())).toBe(true)
  expect(matches(filter, { displayName: 'x', members: [{ value: 'u1' }] })).toBe(true)
  expect(matches(filter, { displayName: 'x', meta: { resourceType: 'Other' } })).toBe(false)
  expect(refused(() => parseFilter('shoeSize eq 1', root))).toBe('invalidFilter')
})
