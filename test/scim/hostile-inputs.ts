import type { Json, JsonObject } from '../../server/scim/json.ts'
import { urns } from '../../server/scim/urns.ts'
import { sampleUser } from './samples.ts'

/** Hostile inputs for every reader of the SCIM core; seeded, so that each run has the same ones. */

let state = 20261122
/** A number below the limit (mulberry32). */
export function below(limit: number): number {
  state = (state + 0x6d2b79f5) >>> 0
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
}
export const pick = <T>(list: readonly T[]): T => list[below(list.length)] as T
export const many = <T>(most: number, make: () => T): T[] => Array.from({ length: below(most + 1) }, make)

export const names = [
  'userName',
  'id',
  'externalId',
  'active',
  'name',
  'name.givenName',
  'emails',
  'emails.value',
  'emails.type',
  'type',
  'value',
  'primary',
  'members',
  'displayName',
  'manager',
  'manager.value',
  'meta',
  'meta.created',
  'groups',
  'password',
  'schemas',
  'products',
  'accountAdmin',
  'addresses',
  'roles',
  urns.user,
  urns.enterpriseUser,
  `${urns.enterpriseUser}:manager`,
  `${urns.cloudlinkUser}:extension`,
  'urn:x:y',
  '__proto__',
  'constructor',
  'prototype',
  'constructor.prototype',
  '__proto__.x',
  'toString',
  'hasOwnProperty',
  '$ref',
  '',
  'nothing',
]
const operators = ['eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'pr', 'EQ', 'xx', 'and', 'or', 'not']
const literals = [
  '"a"',
  '"work"',
  '"True"',
  'true',
  'false',
  'null',
  '1',
  '-0.5e3',
  '1e999',
  '"\\u0000"',
  '"\\ud800"',
  '"%_\\\\"',
  "'x'",
  'bare',
  '"',
  '"\\',
  '2026-01-01',
  '"2026-01-01T00:00:00Z"',
]
const marks = [
  '(',
  ')',
  '[',
  ']',
  '.',
  ':',
  ' ',
  '  ',
  '\t',
  'not(',
  '((',
  ']]',
  '"',
  '\\',
  '\u0000',
  '\ud83d',
  '😀',
  ',',
  ';',
  '--',
  '/*',
]
const fragments = [
  'emails[type eq "work"]',
  'emails[type eq "work"].value',
  'members[value eq "a"]',
  'userName eq "x"',
  'not (active eq true)',
  'roles[primary eq "True"].value',
]

export const token = () =>
  pick([() => pick(names), () => pick(operators), () => pick(literals), () => pick(marks), () => pick(fragments)])()
export const soup = (most: number) => many(most, token).join(pick(['', ' ']))
const comparison = () => `${pick(names)} ${pick(operators)} ${pick(literals)}`
const sentence = () =>
  many(6, () =>
    pick([comparison, () => `(${comparison()})`, () => `not (${comparison()})`, () => pick(fragments)])(),
  ).join(pick([' and ', ' or ', ' ']))
const large = () => pick(['(', 'not (', 'a[', 'id pr or ', '"', '\\', 'é', ' ', 'emails[']).repeat(below(3000))

/** A text with one place changed, doubled or taken out. */
export function broken(text: string): string {
  const at = below(text.length + 1)
  return text.slice(0, at) + pick(['', token(), text.slice(0, at), '\u0000', '"']) + text.slice(at + below(3))
}
export const filterText = () =>
  pick([soup.bind(null, 8), sentence, sentence, () => broken(sentence()), () => broken(pick(fragments)), large])()
export const pathText = () =>
  pick([
    () => pick(names),
    () => pick(fragments),
    () => broken(pick(fragments)),
    () => soup(4),
    () => `${pick(names)}[${sentence()}].${pick(names)}`,
  ])()

export function json(depth: number): Json {
  const scalar = () =>
    pick<Json>([
      null,
      true,
      false,
      0,
      1.5,
      -1,
      'True',
      'False',
      '',
      'a',
      'work',
      'x\u0000',
      '\ud800',
      pick(names),
      'a'.repeat(below(200)),
    ])
  if (depth === 0) return scalar()
  return pick([
    scalar,
    scalar,
    () => many(4, () => json(depth - 1)),
    () => object(depth - 1),
    () => object(depth - 1),
  ])()
}
/** By JSON.parse, so that `__proto__` is a key like any other. */
export function object(depth: number): JsonObject {
  const members = many(
    5,
    () => `${JSON.stringify(pick([pick(names), pathText()]))}:${JSON.stringify(json(depth)) ?? 'null'}`,
  )
  return JSON.parse(`{${members.join()}}`)
}
const op = () => pick(['add', 'Add', 'replace', 'Replace', 'remove', 'Remove'])
const operation = (): Json =>
  pick<() => Json>([
    () => ({ op: pick<Json>([op(), 'x', 7]), path: pathText(), value: json(2) }),
    () => ({ op: op(), value: object(2) }),
    () => ({
      op: op(),
      path: pick([...fragments, 'title', 'name.givenName']),
      value: pick<Json>(['v', true, { value: 'v' }]),
    }),
    () => ({ op: op(), path: pick(['title', 'nickName', 'emails', 'roles', 'members']), value: json(1) }),
    () => json(1),
  ])()
export const patchOf = (): JsonObject => ({
  schemas: pick<Json>([[urns.patchOp], [urns.patchOp], [urns.patchOp], json(1)]),
  Operations: pick<Json>([many(2, operation), many(4, operation), json(2)]),
})
export const bodyOf = (): JsonObject =>
  pick([
    () => object(3),
    () => ({ ...sampleUser(), ...object(2) }),
    () => ({ userName: 'u', displayName: 'd', ...object(2) }),
  ])()
