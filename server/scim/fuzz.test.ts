import { afterAll, expect, test } from 'vitest'
import {
  below,
  bodyOf,
  broken,
  filterText,
  json,
  many,
  names,
  object,
  patchOf,
  pathText,
  pick,
  soup,
  token,
} from '../../test/scim/hostile-inputs.ts'
import { sampleUser } from '../../test/scim/samples.ts'
import { runBulk } from './bulk.ts'
import { readCursor } from './cursor.ts'
import { findEndpoint } from './endpoints.ts'
import { ScimError } from './errors.ts'
import { checkIfMatch } from './etag.ts'
import { filterScope } from './filter.ts'
import { matches } from './filter-match.ts'
import { parseFilter } from './filter-parse.ts'
import { printFilter } from './filter-print.ts'
import { compileFilter } from './filter-sql.ts'
import { checkJson, type Json, type JsonObject, parseBody } from './json.ts'
import { readQuery, readSearch } from './list.ts'
import { patch } from './patch.ts'
import { parsePath } from './path.ts'
import { resourceTypes } from './resource-type.ts'
import { present } from './selection.ts'
import { urns } from './urns.ts'
import { readCreate, readReplace } from './write.ts'

/** SEC-32: 100,000 inputs, the same ones in every run. Nothing but a ScimError below 500 may come out of them. */
const types = resourceTypes({ mayGrantAdmin: true })
const { user, group } = types

let inputs = 0
let slowest = 0
let taken = 0

/** Runs one input; whatever it throws must be a ScimError that is the client's fault. */
function tryOne(run: () => unknown): void {
  inputs++
  const before = process.cpuUsage()
  try {
    JSON.stringify(run())
    taken++
  } catch (error) {
    if (!(error instanceof ScimError) || error.status >= 500) throw error
  }
  slowest = Math.max(slowest, process.cpuUsage(before).user / 1000)
}

/** `count` inputs of a kind, of which some must be taken: a fuzzer that is always refused at the door tests the door. */
function fuzz(count: number, run: () => unknown): void {
  const before = taken
  for (let at = 0; at < count; at++) tryOne(run)
  expect(taken - before).toBeGreaterThan(count / 100)
}

test('SEC-32 35,000 filters', { timeout: 120_000 }, () => {
  const resource = sampleUser()
  fuzz(35_000, () => {
    const filter = parseFilter(filterText(), filterScope(pick([user, group])))
    matches(filter, resource)
    expect(compileFilter(filter, { document: 'd', columns: new Map() }).text).not.toContain('\u0000')
    return printFilter(filter)
  })
})

test('SEC-32 15,000 paths', { timeout: 120_000 }, () =>
  fuzz(15_000, () => parsePath(pick([user, group]), pathText()).kind),
)

test('SEC-32 25,000 PATCH bodies', { timeout: 120_000 }, () => {
  const before = sampleUser()
  fuzz(25_000, () => {
    const body = patchOf()
    const outcome = patch(pick([user, group]), before, below(2) ? checkJson(body) : body)
    return present(user, outcome.resource)
  })
  expect(before).toEqual(sampleUser())
})

test('SEC-32 12,000 POST and PUT bodies', { timeout: 120_000 }, () => {
  fuzz(12_000, () => {
    const body = bodyOf()
    const type = pick([user, group])
    if (below(2)) return present(type, readReplace(type, sampleUser(), body).resource)
    return present(type, readCreate(type, checkJson(body), { strict: below(2) === 0 }).resource)
  })
})

test('SEC-32 5,000 raw bodies', { timeout: 120_000 }, () => {
  const media = ['application/scim+json', 'application/json; charset=utf-8', undefined, 'x;charset=', '', 'text/plain']
  fuzz(5000, () => {
    const text = JSON.stringify(pick([bodyOf, patchOf])())
    return parseBody(
      pick(media),
      pick([() => text, () => broken(text), () => pick(['[', '{"a":', '"']).repeat(below(5000))])(),
    )
  })
})

test('SEC-32 5,000 queries', { timeout: 120_000 }, () => {
  const one = () =>
    pick<() => Json>([filterText, pathText, () => pick(names), () => String(below(500) - 100), () => json(1)])()
  const keys = [
    'filter',
    'sortBy',
    'sortOrder',
    'startIndex',
    'count',
    'cursor',
    'attributes',
    'excludedAttributes',
    '__proto__',
    'x',
  ]
  fuzz(5000, () => {
    const query = Object.fromEntries(many(3, () => [pick(keys), one()]))
    const { page, sort } = below(2)
      ? readQuery([user, group], query)
      : readSearch([user], { schemas: [urns.searchRequest], ...query })
    return [page.kind, sort?.descending]
  })
})

test('SEC-32 2,000 addresses, tags and cursors', { timeout: 120_000 }, () => {
  const key = { sign: () => 's', verify: (_: string, signature: string) => signature === 's' }
  fuzz(2000, () => {
    const text = pick([
      pathText,
      () => `/Users/${token()}`,
      () => `W/"${token()}"`,
      () => `${Buffer.from(soup(3)).toString('base64url')}.s`,
      () => '',
    ])()
    if (below(3) === 0) return readCursor(key, { principal: 'p', parameters: {} }, text, 0)
    return below(2) ? findEndpoint(types, text).kind : checkIfMatch(text, 'W/"7"')
  })
})

test('SEC-32 1,000 bulk requests', { timeout: 120_000 }, async () => {
  const reference = () => pick(['bulkId:a', 'bulkId:b', 'bulkId:c', 'bulkId:', 'x'])
  const call = (): Json =>
    pick<() => Json>([
      () => ({
        method: 'POST',
        path: pick(['/Users', '/Groups', '/Bulk']),
        bulkId: pick(['a', 'b', 'c']),
        data: { displayName: 'd', userName: 'u', members: [{ value: reference() }], manager: reference() },
      }),
      () => ({
        method: pick(['PUT', 'PATCH', 'DELETE']),
        path: `/Users/${reference()}`,
        data: pick([object, patchOf])(2),
      }),
      () => json(2),
    ])()
  for (let at = 0; at < 1000; at++) {
    inputs++
    const body: JsonObject = {
      schemas: [urns.bulkRequest],
      Operations: many(5, call),
      ...(below(5) ? {} : { failOnErrors: json(0) }),
    }
    const execute = async () => {
      if (below(5) === 0) throw new ScimError(404, 'gone')
      return { status: 200, id: `i${below(100)}` }
    }
    const answer = await runBulk(types, 'https://c.example', body, { execute }).catch((error: unknown) => error)
    if (answer instanceof Error) expect(answer).toBeInstanceOf(ScimError)
    else expect((answer as JsonObject).Operations).toBeInstanceOf(Array)
  }
})

afterAll(() => {
  expect(inputs).toBe(100_000)
  // One input is at most some kilobytes; half a second of CPU is many times what the slowest needs.
  expect(slowest).toBeLessThan(500)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect(({} as JsonObject).x).toBeUndefined()
})
