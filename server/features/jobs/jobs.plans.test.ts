import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { newId } from '../../platform/ids.ts'
import { sql } from '../../platform/sql.ts'
import { type PlanPosition, selectPlannedIds } from './jobs.plans.sql.ts'

let w: World
const planId = newId()
/** More groups than one chunk looks at, most of them tiny; each fourth is not for the action. */
const groups = Array.from({ length: 1_300 }, (_, n) => ({
  n: n + 1,
  code: n % 4 === 3 ? 'inactive' : null,
  ids: Array.from({ length: n % 97 === 0 ? 40 : 1 + (n % 3) }, newId),
}))
const planned = groups.filter(({ code }) => code === null).flatMap(({ ids }) => ids)

beforeAll(async () => {
  w = await startWorld()
  await w.inside(w.accountId, async ({ tx }) => {
    await tx.run(sql`
      insert into plans (account_id, id, action, answer, digest, expires_at)
      values (${w.accountId}, ${planId}, 'delete', '{}', '', now() + interval '1 hour')`)
    await tx.run(sql`
      insert into plan_groups (account_id, plan_id, n, facts, code, size, ids)
      select ${w.accountId}::uuid, ${planId}::uuid, n, '{}', code, cardinality(ids), ids
      from jsonb_to_recordset(${JSON.stringify(groups)}::jsonb) as g (n integer, code text, ids uuid[])`)
  })
})

const all = (sizes: readonly number[], from: PlanPosition) =>
  w.inside(w.accountId, async ({ tx }) => {
    const found: string[] = []
    let position = from
    for (let turn = 0; ; turn++) {
      const size = sizes[turn % sizes.length]!
      const { ids, next } = await selectPlannedIds(tx, planId, position, size)
      expect(ids.length).toBeLessThanOrEqual(size)
      if (ids.length === 0) return found
      found.push(...ids)
      position = next
    }
  })

test('REL-1 each planned user comes once, in chunks of any size, from wherever the last one ended', async () => {
  const sizes = fc.array(fc.integer({ min: 20, max: 3_000 }), { minLength: 1, maxLength: 5 })
  const property = fc.asyncProperty(sizes, async (some) => {
    expect(await all(some, { at: 0 })).toEqual(planned)
  })
  await fc.assert(property, { numRuns: 8 })
})

test('REL-1 a job that was under way before chunks knew their group goes on where it was', async () => {
  expect(await all([700], { at: 2_000 })).toEqual(planned.slice(2_000))
})
