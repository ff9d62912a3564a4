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
