import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filters, pathsOf, resources, texts } from '../../test/scim/arbitraries.ts'
import { patchBody } from '../../test/scim/samples.ts'
import { ScimError } from './errors.ts'
import { filterScope } from './filter.ts'
import { matches } from './filter-match.ts'
import { parseFilter } from './filter-parse.ts'
import { printFilter } from './filter-print.ts'
import type { Json, JsonObject } from './json.ts'
import { patch } from './patch.ts'
import { resourceTypes } from './resource-type.ts'
import { present, readSelection } from './selection.ts'
import { urns } from './urns.ts'
import { readCreate, readReplace } from './write.ts'

const { user } = resourceTypes()
const scope = filterScope(user)
const paths = pathsOf(user).filter(({ attribute }) => attribute.name !== 'schemas')
const users = resources(paths)

test('SCIM-F1 a filter that is printed reads back as the same filter', () => {
  fc.assert(
    fc.property(filters(user), (filter) => {
      const text = printFilter(filter)
      fc.pre(text.length < 2000 && text.split(' ').length < 150)
      expect(parseFilter(text, scope)).toEqual(filter)
    }),
    { numRuns: 1000, seed: 20261122 },
  )
})

test('SCIM-F10 a filter and its negation never agree', () => {
  fc.assert(
    fc.property(filters(user), users, (filter, resource) => {
      expect(matches({ kind: 'not', term: filter }, resource)).toBe(!matches(filter, resource))
    }),
    { numRuns: 1000, seed: 20261122 },
  )
})

const text = fc.constantFrom(...texts, 'x@work.example', 'y@home.example')
const flag = fc.constantFrom<Json>(true, false, 'True', 'False')
const email = fc.record(
  { value: text, type: fc.constantFrom('work', 'home', 'other'), primary: flag },
  { requiredKeys: ['value'] },
)
const value = fc.oneof<fc.Arbitrary<Json>[]>(
  text,
  flag,
  fc.constant(null),
  email as fc.Arbitrary<JsonObject>,
  fc.array(email as fc.Arbitrary<JsonObject>, { maxLength: 3 }),
)

const path = fc.constantFrom(
  'userName',
  'title',
  'active',
  'name',
  'name.givenName',
  'emails',
  'emails.display',
  'emails[type eq "work"]',
  'emails[type eq "work"].value',
  'emails[type eq "home" and primary eq true].display',
  'emails[primary eq "True"].value',
  'emails[value pr].primary',
  'addresses[type eq "work"].locality',
  'phoneNumbers[type eq "weird"].value',
  'roles[primary eq "True"].value',
  'manager',
  'manager.value',
  `${urns.enterpriseUser}:department`,
  urns.enterpriseUser,
  'id',
  'nothing',
)

const operation: fc.Arbitrary<JsonObject> = fc.oneof(
  fc.record({ op: fc.constantFrom('add', 'Replace', 'remove'), path, value }),
  fc.record({ op: fc.constantFrom('Add', 'replace'), value: fc.dictionary(path, value, { maxKeys: 3 }) }),
)

function outcome(resource: JsonObject, operations: JsonObject[]) {
  try {
    return patch(user, resource, patchBody(...operations))
  } catch (error) {
    if (error instanceof ScimError) return error
    throw error
  }
}

test('SCIM-P3 SCIM-P16 a PATCH never touches what it is given, and changed says the truth', () => {
  let applied = 0
  fc.assert(
    fc.property(users, fc.array(operation, { minLength: 1, maxLength: 4 }), (resource, operations) => {
      const before = structuredClone(resource)
      const result = outcome(resource, operations)
      expect(resource).toEqual(before)
      if (result instanceof ScimError) return
      applied++
      if (result.changed) expect(result.resource).not.toEqual(before)
      else expect(result.resource).toBe(resource)
    }),
    { numRuns: 1500, seed: 20261122 },
  )
  expect(applied).toBeGreaterThan(150)
})

test('SCIM-P3 operations in one request do what they do in several', () => {
  fc.assert(
    fc.property(users, operation, operation, (resource, first, second) => {
      const both = outcome(resource, [first, second])
      const one = outcome(resource, [first])
      const two = one instanceof ScimError ? one : outcome(one.resource, [second])
      if (both instanceof ScimError || two instanceof ScimError) {
        // The paths of all operations are read before the first is applied, so that the kinds of error may differ.
        expect(both instanceof ScimError && two instanceof ScimError).toBe(true)
      } else {
        expect(sorted(both.resource)).toEqual(sorted(two.resource))
      }
    }),
    { numRuns: 1500, seed: 20261122 },
  )
})

test('SCIM-P7 SCIM-P16 an operation that is sent again changes nothing more', () => {
  let applied = 0
  fc.assert(
    fc.property(users, operation, (resource, one) => {
      // Two paths into one attribute, in one value, may undo each other.
      const keys = Object.keys(typeof one.value === 'object' && one.value !== null && !one.path ? one.value : {})
      const roots = keys.map((key) => /^(urn:.*:User|[^.[]*)/.exec(key)?.[0])
      fc.pre(new Set(roots).size === roots.length)
      const first = outcome(resource, [one])
      if (first instanceof ScimError) return
      applied++
      const second = outcome(first.resource, [one])
      // An operation may take away what its own path selects by; then it finds nothing, and still changes nothing.
      if (second instanceof ScimError) expect(second.scimType).toBe('noTarget')
      else expect(sorted(second.resource)).toEqual(sorted(first.resource))
    }),
    { numRuns: 1500, seed: 20261122 },
  )
  expect(applied).toBeGreaterThan(250)
})

test('SCIM-P15 after any PATCH at most one value of an attribute is primary', () => {
  const onePrimary = users.filter((one) => primaries(one) < 2)
  fc.assert(
    fc.property(onePrimary, fc.array(operation, { minLength: 1, maxLength: 4 }), (resource, operations) => {
      const result = outcome(resource, operations)
      if (!(result instanceof ScimError)) expect(primaries(result.resource)).toBeLessThan(2)
    }),
    { numRuns: 1000, seed: 20261122 },
  )
})

test('SCIM-D7 the representation, sent back by POST and by PUT, is the representation', () => {
  const valid = users.filter(
    (one) => typeof one.userName === 'string' && one.userName.trim() !== '' && primaries(one) < 2,
  )
  fc.assert(
    fc.property(valid, (generated) => {
      const { resource } = readCreate(user, generated)
      const stored: JsonObject = { ...resource, id: 'i', meta: { resourceType: 'User' } }
      const shown = present(user, stored)
      expect(readCreate(user, shown).resource).toEqual(resource)
      const put = readReplace(user, stored, shown)
      expect(put).toMatchObject({ changed: false })
      expect(put.resource).toBe(stored)
    }),
    { numRuns: 1000, seed: 20261122 },
  )
})

test('SCIM-A1 what is selected is part of the whole', () => {
  const names = fc.constantFrom(
    'userName',
    'name',
    'name.givenName',
    'emails.value',
    'manager',
    urns.enterpriseUser,
    'id',
    'x',
  )
  fc.assert(
    fc.property(users, fc.array(names, { maxLength: 3 }), fc.boolean(), (resource, list, excluded) => {
      const selection = excluded ? readSelection(user, undefined, list) : readSelection(user, list, undefined)
      const { schemas: _s, ...shown } = present(user, resource, selection)
      expect(isPart(shown, present(user, resource))).toBe(true)
    }),
    { numRuns: 1000, seed: 20261122 },
  )
})

function primaries(resource: JsonObject): number {
  const lists = Object.values(resource).filter((one) => Array.isArray(one))
  return Math.max(0, ...lists.map((list) => list.filter((one) => (one as JsonObject)?.primary === true).length))
}

function isPart(part: Json, whole: Json): boolean {
  if (Array.isArray(part)) return Array.isArray(whole) && part.every((item) => whole.some((one) => isPart(item, one)))
  if (typeof part !== 'object' || part === null) return part === whole
  return Object.entries(part).every(([key, item]) => isPart(item, (whole as JsonObject)?.[key] ?? null))
}

/** The order of values means nothing. */
function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, part]) => [key, sorted(part)]),
  )
}
