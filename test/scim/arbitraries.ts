import fc from 'fast-check'
import type { Attribute } from '../../server/scim/attribute.ts'
import type { AttributePath } from '../../server/scim/attribute-path.ts'
import { type CompareOperator, compareOperators, elementAttributes, type Filter } from '../../server/scim/filter.ts'
import type { Json, JsonObject } from '../../server/scim/json.ts'
import type { ResourceType } from '../../server/scim/resource-type.ts'
import { sharedAttributes } from '../../server/scim/schema.ts'

/** Few texts, so that filters meet values, and those that go wrong: LIKE signs, quotes, letters that fold oddly. */
export const texts = [
  '',
  'a',
  'A',
  'ab',
  'Ab%',
  'a_b',
  'a\\b',
  '%',
  "o'b",
  '"q"',
  'É',
  'e\u0301',
  'ß',
  'ẞ',
  'Σας',
  'ΣΑΣ',
  'İ',
  'ı',
  '😀',
  '\uffee',
  'work',
  'home',
  'WORK',
]
const instants = [
  '2026-01-01T00:00:00Z',
  '2026-01-01T00:00:00.001Z',
  '2026-01-01T01:00:00+01:00',
  '2025-12-31T23:59:59.999999Z',
  '2026-06-01T12:00:00.5-05:00',
]

const scalar = (attribute: Attribute): fc.Arbitrary<string | number | boolean> => {
  if (attribute.type === 'boolean') return fc.boolean()
  if (attribute.type === 'dateTime') return fc.constantFrom(...instants)
  if (attribute.type === 'integer' || attribute.type === 'decimal') return fc.constantFrom(-1, 0, 1, 1.5)
  return fc.constantFrom(...texts)
}

const operatorsOf = ({ type }: Attribute): readonly CompareOperator[] => {
  if (type === 'boolean' || type === 'binary') return ['eq', 'ne']
  return type === 'dateTime' ? ['eq', 'ne', 'gt', 'ge', 'lt', 'le'] : compareOperators
}

/** Every attribute of a type that can be asked for, as the path of a whole attribute. */
export function pathsOf(type: ResourceType): AttributePath[] {
  const extensions = type.extensions.flatMap(({ schema }) =>
    schema.attributes.map((attribute) => ({ urn: schema.urn, attribute })),
  )
  const own = [...sharedAttributes.values(), ...type.schema.attributes].map((attribute) => ({ attribute }))
  return [...own, ...extensions].filter(({ attribute }) => attribute.returned !== 'never')
}

const simplePaths = (paths: AttributePath[]): AttributePath[] =>
  paths
    .filter(({ attribute }) => !attribute.multiValued)
    .flatMap((path) =>
      path.attribute.type === 'complex' ? path.attribute.subAttributes.map((sub) => ({ ...path, sub })) : [path],
    )

const compare = (path: AttributePath): fc.Arbitrary<Filter> => {
  const attribute = path.sub ?? path.attribute
  return fc
    .tuple(fc.constantFrom(...operatorsOf(attribute)), scalar(attribute))
    .map(([operator, value]): Filter => ({ kind: 'compare', path, operator, value }))
}

const leaf = (simple: AttributePath[], others: AttributePath[]): fc.Arbitrary<Filter> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...simple).chain(compare) },
    { weight: 1, arbitrary: fc.constantFrom(...simple, ...others).map((path): Filter => ({ kind: 'present', path })) },
  )

const combined = (first: fc.Arbitrary<Filter>, depth: number): fc.Arbitrary<Filter> => {
  if (depth === 0) return first
  const inner = combined(first, depth - 1)
  const kind = fc.constantFrom('and' as const, 'or' as const)
  return fc.oneof(
    { weight: 3, arbitrary: first },
    { weight: 2, arbitrary: fc.record({ kind, terms: fc.array(inner, { minLength: 2, maxLength: 3 }) }) },
    { weight: 1, arbitrary: inner.map((term): Filter => ({ kind: 'not', term })) },
  )
}

const element = (path: AttributePath): fc.Arbitrary<Filter> => {
  const parts = [...elementAttributes(path.attribute).values()].map((attribute) => ({ attribute }))
  return combined(leaf(parts, []), 2).map((term): Filter => ({ kind: 'element', path, term }))
}

/** Filters as the parser gives them, over all attributes of a type or over the given ones. */
export function filters(type: ResourceType, paths: AttributePath[] = pathsOf(type)): fc.Arbitrary<Filter> {
  const whole = paths.filter(({ attribute }) => attribute.multiValued || attribute.type === 'complex')
  const single = leaf(simplePaths(paths), whole)
  const first = whole.length > 0 ? fc.oneof(single, fc.constantFrom(...whole).chain(element)) : single
  return combined(first, 3)
}

const arbitraryValue = (attribute: Attribute): fc.Arbitrary<Json> => {
  if (attribute.type !== 'complex') return scalar(attribute)
  const parts = attribute.subAttributes.map((sub) => [sub.name, fc.option(arbitraryValue(sub), { nil: undefined })])
  return fc.record(Object.fromEntries(parts)).map((value) => withoutNothing(value as JsonObject))
}

const withoutNothing = (value: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined))

/** Resources in canonical form, with the given attributes there or not. */
export function resources(paths: AttributePath[]): fc.Arbitrary<JsonObject> {
  const arbitraries = paths.map((path) => {
    const one = arbitraryValue(path.attribute).filter(
      (value) => typeof value !== 'object' || Object.keys(value ?? {}).length > 0,
    )
    const value = path.attribute.multiValued ? fc.array(one, { minLength: 1, maxLength: 3 }) : one
    return fc.option(value as fc.Arbitrary<Json>, { nil: undefined, freq: 2 })
  })
  return fc.tuple(...arbitraries).map((values) => {
    const resource: JsonObject = {}
    for (const [at, { urn, attribute }] of paths.entries()) {
      const value = values[at]
      if (value === undefined) continue
      const home = urn === undefined ? resource : { ...(resource[urn] as JsonObject | undefined) }
      home[attribute.name] = value
      if (urn !== undefined) resource[urn] = home
    }
    return resource
  })
}
