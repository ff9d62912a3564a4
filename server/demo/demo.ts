import { createAccount, createPartnerAccount } from '../features/accounts/accounts.ts'
import { setPassword } from '../features/credentials/credentials.ts'
import { createSubscription, updateIntegrations } from '../features/licences/licences.ts'
import { createUsers, markRegistered, type NewUserInput } from '../features/users/users.ts'
import type { House } from '../platform/context.ts'
import { systemContext } from '../platform/context.ts'
import { command, housekeeping } from '../platform/operation.ts'
import { contosoUsers } from './contoso.ts'
import { selectDemoPerson } from './demo.sql.ts'
import { loadDemoFile } from './file.ts'
import { demoUser, loadDemoUsers } from './load.ts'
import { madeUpUsers } from './names.ts'

export type DemoPerson = { email: string; who: string }

const people: DemoPerson[] = [
  { email: 'partner@demo.example', who: 'Mitel Partner, Northwind Communications' },
  { email: 'admin@demo.example', who: 'Account Admin, Harbour Dental' },
  { email: 'user@demo.example', who: 'User, Harbour Dental' },
]

/**
 * Seeds the demo once, through the same operations as the console (product.md §4).
 * @param size further made-up users in Contoso Logistics, on the first start
 * @param file NDJSON of users of any origin, loaded at the first start that names it (file.ts)
 */
export async function seedDemo(
  house: House,
  input: { password: string; anew: boolean; size: number; file?: string | undefined },
): Promise<DemoPerson[]> {
  const seeded = await selectDemoPerson(house.db, people[0]!.email)
  if (!seeded) await seed(house, input)
  else if (input.anew) await renewPasswords(house, input.password)
  if (input.file) {
    const partner = await selectDemoPerson(house.db, people[0]!.email)
    await loadDemoFile(house, { path: input.file, partnerAccountId: partner!.account_id })
  }
  return people
}

async function seed(house: House, input: { password: string; size: number }): Promise<void> {
  const system = (accountId: string) => systemContext({ house, accountId, name: 'demo' })
  const partnerAccount = await createPartnerAccount(system(nowhere), 'Northwind Communications')
  const [partnerId] = await addPeople(
    house,
    partnerAccount.id,
    [{ firstName: 'Paula', lastName: 'Pereira', email: people[0]!.email }],
    input.password,
  )
  const actor = {
    kind: 'user' as const,
    id: partnerId!,
    accountId: partnerAccount.id,
    role: 'partner' as const,
    name: 'Paula Pereira',
    accountName: partnerAccount.name,
    sessionId: null,
  }
  const create = (name: string, country: string, address: string) =>
    createAccount(
      { ...system(partnerAccount.id), actor },
      {
        name,
        country,
        address,
        language: 'en',
        supportContacts: [{ name: 'Northwind support', email: 'support@northwind.example', phone: '+44 20 7946 0100' }],
      },
    )
  const subscribe = (accountId: string, product: string, quantity: number) =>
    createSubscription({ ...system(accountId), actor }, { product, quantity, expiresAt: inDays(house, 300) })
  const harbour = await create('Harbour Dental', 'GB', '12 Quayside\nBristol BS1 4QA')
  await updateIntegrations({ ...system(harbour.id), actor }, { miteam_meetings: true })
  await subscribe(harbour.id, 'miteam_meetings', 40)
  await addPeople(
    house,
    harbour.id,
    [
      { firstName: 'Ada', lastName: 'Morgan', email: people[1]!.email, role: 'account_admin' },
      { firstName: 'Uma', lastName: 'Novak', email: people[2]!.email },
    ],
    input.password,
  )
  await loadDemoUsers(system(harbour.id), harbourUsers())
  const contoso = await create('Contoso Logistics', 'DE', 'Speicherstadt 4\n20457 Hamburg')
  await updateIntegrations(
    { ...system(contoso.id), actor },
    { micollab: true, micloud_connect: true, cloudlink_gateway: true, iot: true, scim: true },
  )
  const all = contosoUsers(1500 + input.size)
  await subscribe(contoso.id, 'micollab', Math.ceil(all.length / 2))
  await subscribe(contoso.id, 'mitel_one_premier', Math.ceil(all.length / 4))
  await loadDemoUsers(system(contoso.id), all)
  await create('Alpine Hotels', 'CH', 'Bahnhofstrasse 1\n7500 St. Moritz')
}

const nowhere = '00000000-0000-7000-8000-000000000000'
const inDays = (house: House, days: number) => new Date(house.clock.now().getTime() + days * 86_400_000).toISOString()

/** Console users; three in four registered, some with MiTeam Meetings. */
const harbourUsers = () =>
  madeUpUsers(58, 'harbourdental.example', 7).map((values, index) =>
    demoUser.parse({
      ...values,
      registered: index % 4 !== 0,
      invitation: index % 4 === 0 ? (['sent', 'expired', 'not_sent'] as const)[index % 3] : 'sent',
      lastSignInDaysAgo: index % 4 === 0 ? null : (index * 7) % 60,
      products: index % 3 === 0 ? ['miteam_meetings'] : [],
      suspendedByAdmin: index === 17,
    }),
  )

/** DEMO_PASSWORD is another than at the start before: the people of the demo get it. */
async function renewPasswords(house: House, password: string): Promise<void> {
  const renew = housekeeping<{ userId: string }, void>(
    { name: 'renewDemoPassword', permission: 'system' },
    (inside, { userId }) => setPassword(inside, userId, password),
  )
  for (const { email } of people) {
    const found = await selectDemoPerson(house.db, email)
    if (found)
      await renew(systemContext({ house, accountId: found.account_id, name: 'demo' }), { userId: found.user_id })
  }
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
