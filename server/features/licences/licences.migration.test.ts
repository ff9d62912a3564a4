import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'
import { usersOf } from '../../../test/harness/users.ts'

let w: World
beforeAll(async () => {
  w = await startWorld()
})

test('R23 licences from before products stood beside their users are shown as ever', async () => {
  const products = ['mitel_one_essential', 'mitel_one_elite']
  const shown = await Promise.all(
    ['one', 'another'].map(async (name) => {
      const { body } = await w.call(w.partner, 'POST', '/api/accounts', { name })
      const u = usersOf(w, w.partner, body.id)
      for (const product of products) await u.subscribe(w.partner, product, 5)
      const [both, none] = [(await u.create()).id, (await u.create()).id]
      for (const product of products) await u.act('assign_licence', both, { params: { product } })
      return async () => [(await u.get(both)).products, (await u.get(none)).products]
    }),
  )
  await w.database.asOwner('alter table users drop column products')
  await w.database.asOwner(readFileSync('db/migrations/0020_products_of_users.sql', 'utf8'))
  for (const read of shown) expect(await read()).toEqual([products.toSorted(), []])
})

test('R23 licences that a server from before gave and took are shown again, after the next migration', async () => {
  const { body } = await w.call(w.partner, 'POST', '/api/accounts', { name: 'before' })
  const u = usersOf(w, w.partner, body.id)
  await u.subscribe(w.partner, 'mitel_one_elite', 5)
  const [given, taken, right] = [(await u.create()).id, (await u.create()).id, (await u.create()).id]
  for (const id of [given, right]) await u.act('assign_licence', id, { params: { product: 'mitel_one_elite' } })
  await w.database.asOwner(`update users set products = '{}' where id = '${given}'`)
  await w.database.asOwner(`update users set products = '{mitel_one_elite}' where id = '${taken}'`)
  await w.database.asOwner(readFileSync('db/migrations/0022_products_once_more_alone.sql', 'utf8'))
  const shown = await Promise.all([given, taken, right].map(async (id) => (await u.get(id)).products))
  expect(shown).toEqual([['mitel_one_elite'], [], ['mitel_one_elite']])
})
