import { createAccount, createPartnerAccount } from '../features/accounts/accounts.ts'
import { setPassword } from '../features/credentials/credentials.ts'
import { createUsers, markRegistered, type NewUserInput } from '../features/users/users.ts'
import type { House } from '../platform/context.ts'
import { systemContext } from '../platform/context.ts'
import { command } from '../platform/operation.ts'
import { sql } from '../platform/sql.ts'
import { madeUpUsers } from './names.ts'

export type DemoPerson = { email: string; who: string }

const people: DemoPerson[] = [
  { email: 'partner@demo.example', who: 'Mitel Partner, Northwind Communications' },
  { email: 'admin@demo.example', who: 'Account Admin, Harbour Dental' },
  { email: 'user@demo.example', who: 'User, Harbour Dental' },
]

/**
 * Seeds the demo once, through the same operations as the console (product.md §4).
 * @param size further made-up users in Contoso Logistics
 */
export async function seedDemo(
  house: House,
  input: { password: string; size: number; file?: string | undefined },
): Promise<DemoPerson[]> {
  const seeded = await house.db.global(sql`select from sign_in_candidates('partner@demo.example', 1)`)
  if (seeded.length === 0) await seed(house, input)
  return people
}

async function seed(house: House, input: { password: string; size: number }): Promise<void> {
  const system = (accountId: string) => systemContext({ house, accountId, name: 'demo' })
  const nowhere = system('00000000-0000-7000-8000-000000000000')
  const partnerAccount = await createPartnerAccount(nowhere, 'Northwind Communications')
  const partner = await addPeople(
    house,
    partnerAccount.id,
    [{ firstName: 'Paula', lastName: 'Pereira', email: people[0]!.email }],
    input.password,
  )
  const actor = {
    kind: 'user' as const,
    id: partner[0]!,
    accountId: partnerAccount.id,
    role: 'partner' as const,
    name: 'Paula Pereira',
    accountName: partnerAccount.name,
    sessionId: null,
  }
  const create = (name: string, country: string) =>
    createAccount({ ...system(partnerAccount.id), actor }, { name, country, language: 'en', supportContacts: [] })
  const harbour = await create('Harbour Dental', 'GB')
  const contoso = await create('Contoso Logistics', 'DE')
  await create('Alpine Hotels', 'CH')
  await addPeople(
    house,
    harbour.id,
    [
      { firstName: 'Ada', lastName: 'Morgan', email: people[1]!.email, role: 'account_admin' },
      { firstName: 'Uma', lastName: 'Novak', email: people[2]!.email },
    ],
    input.password,
  )
  await addMadeUp(house, harbour.id, 58, 'harbourdental.example', 7)
  await addMadeUp(house, contoso.id, 1500 + input.size, 'contoso.example', 11)
}

type Given = { firstName: string; lastName: string; email: string; role?: 'user' | 'account_admin' }

/** Registered people with the demo’s password. */
async function addPeople(house: House, accountId: string, given: Given[], password: string): Promise<string[]> {
  const context = systemContext({ house, accountId, name: 'demo' })
  const users = await createUsers(context, { users: given.map(toInput), origin: 'console', welcome: false })
  const register = command<string, void>({ name: 'registerDemoUser', permission: 'system' }, async (inside, userId) => {
    await setPassword(inside, userId, password)
    return { changed: await markRegistered(inside, { userId }), result: undefined }
  })
  for (const user of users) await register(context, user.id)
  return users.map((user) => user.id)
}

const toInput = ({ role, ...names }: Given): NewUserInput => ({
  values: { name: null, mobile: null, extension: null, ...names },
  role: role ?? 'user',
})

async function addMadeUp(house: House, accountId: string, count: number, domain: string, seed: number): Promise<void> {
  const context = systemContext({ house, accountId, name: 'demo' })
  const all = madeUpUsers(count, domain, seed)
  for (let start = 0; start < all.length; start += 500) {
    const users = all.slice(start, start + 500).map((values) => ({ values, role: 'user' as const }))
    await createUsers(context, { users, origin: 'console', welcome: false })
  }
}
