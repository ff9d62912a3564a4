import { beforeAll, expect, test } from 'vitest'
import { startWorld, type World } from '../../../test/harness/house.ts'

let w: World
let number: string
beforeAll(async () => {
  w = await startWorld()
  for (const name of ['Müller & Söhne Logistik', 'Logistik Nord', 'Nord 100%'])
    number = (await w.call(w.partner, 'POST', '/api/accounts', { name })).body.number
})

const found = async (search: string) => {
  const { body } = await w.call(w.partner, 'GET', `/api/accounts?search=${encodeURIComponent(search)}`)
  const names = body.items.map((account: { name: string }) => account.name)
  expect(body.total).toBe(names.length)
  return names
}

test('every word of a search is in the name or the Account ID of an account, in any order', async () => {
  expect(await found('nord müller')).toEqual([])
  expect(await found('LOGISTIK muller')).toEqual(['Müller & Söhne Logistik'])
  expect(await found('nord')).toEqual(['Logistik Nord', 'Nord 100%'])
  expect(await found('nord logistik')).toEqual(['Logistik Nord'])
})

test('a word may be the Account ID, another the name; % stands for itself', async () => {
  expect(await found(`${number.slice(2, 8)} nord`)).toEqual(['Nord 100%'])
  expect(await found('0%')).toEqual(['Nord 100%'])
})
