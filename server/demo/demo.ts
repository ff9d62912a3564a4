import { createAccount, createPartnerAccount, listAccounts } from '../features/accounts/accounts.ts'
import { setPassword } from '../features/credentials/credentials.ts'
import { createSubscription, listSubscriptions, updateIntegrations } from '../features/licences/licences.ts'
import { createUsers, markRegistered, type NewUserInput } from '../features/users/users.ts'
import { type Context, type House, systemContext } from '../platform/context.ts'
import { command, housekeeping, query } from '../platform/operation.ts'
import { record } from '../platform/record.ts'
import { contosoUsers } from './contoso.ts'
import { selectDemoPerson, selectLoaded } from './demo.sql.ts'
import { loadDemoFile } from './file.ts'
import { demoUser, loadMissing } from './load.ts'
import { madeUpUsers } from './names.ts'

export type DemoPerson = { email: string; who: string }

const people: DemoPerson[] = [
  { email: 'partner@demo.example', who: 'Mitel Partner, Northwind Communications' },
  { email: 'admin@demo.example', who: 'Account Admin, Harbour Dental' },
  { email: 'user@demo.example', who: 'User, Harbour Dental' },
]

/**
 * Seeds the demo once, through the same operations as the console (product.md §4). A first start that was ended in the
 * middle is taken up where it ended.
 * @param size further made-up users in Contoso Logistics, on the first start
 * @param file NDJSON of users of any origin, loaded at the first start that names it (file.ts)
 */
export async function seedDemo(
  house: House,
  input: { password: string; anew: boolean; size: number; file?: string | undefined },
): Promise<DemoPerson[]> {
  const partner = (await selectDemoPerson(house.db, people[0]!.email)) ?? (await addPartner(house, input.password))
  const atPartner = systemContext({ house, accountId: partner.account_id, name: 'demo' })
  if (!(await isSeeded(atPartner))) await seedCustomers(atPartner, partner.user_id, input)
  else if (input.anew) await renewPasswords(house, input.password)
  if (input.file) await loadDemoFile(house, { path: input.file, partnerAccountId: partner.account_id })
  return people
}

const mark = 'accounts of the demo'
const isSeeded = query<void, boolean>({ name: 'isDemoSeeded', permission: 'system' }, ({ tx }) =>
  selectLoaded(tx, mark),
)
const markSeeded = command<number, void>({ name: 'markDemoSeeded', permission: 'system' }, async (context, users) => {
  await record(context, [{ name: 'demo.loaded', data: { users, digest: mark } }])
  return { changed: 1, result: undefined }
})

async function addPartner(house: House, password: string): Promise<{ account_id: string; user_id: string }> {
  const account = await createPartnerAccount(systemContext({ house, accountId: nowhere, name: 'demo' }), partnerName)
  const paula = { firstName: 'Paula', lastName: 'Pereira', email: people[0]!.email }
  await addPeople(systemContext({ house, accountId: account.id, name: 'demo' }), { given: [paula], password })
  return (await selectDemoPerson(house.db, paula.email))!
}

async function seedCustomers(
  atPartner: Context,
  partnerId: string,
  { password, size }: { password: string; size: number },
): Promise<void> {
  const { house } = atPartner
  const actor = {
    kind: 'user' as const,
    id: partnerId,
    accountId: atPartner.accountId,
    role: 'partner' as const,
    name: 'Paula Pereira',
    accountName: partnerName,
    sessionId: null,
  }
  const { items: there } = await listAccounts(atPartner, { limit: 200 })
  const make = (name: string, country: string, address: string) =>
    there.find((account) => account.name === name) ??
    createAccount(
      { ...atPartner, actor },
      {
        name,
        country,
        address,
        language: 'en',
        supportContacts: [{ name: 'Northwind support', email: 'support@northwind.example', phone: '+44 20 7946 0100' }],
      },
    )
  const system = (account: { id: string }) => systemContext({ house, accountId: account.id, name: 'demo' })
  const subscribe = async (account: { id: string }, product: string, quantity: number) => {
    const { items } = await listSubscriptions(system(account))
    if (items.some((one) => one.product === product)) return
    await createSubscription({ ...system(account), actor }, { product, quantity, expiresAt: inDays(house, 300) })
  }
  const harbour = await make('Harbour Dental', 'GB', '12 Quayside\nBristol BS1 4QA')
  await updateIntegrations({ ...system(harbour), actor }, { miteam_meetings: true })
  await subscribe(harbour, 'miteam_meetings', 40)
  const given = [
    { firstName: 'Ada', lastName: 'Morgan', email: people[1]!.email, role: 'account_admin' as const },
    { firstName: 'Uma', lastName: 'Novak', email: people[2]!.email },
  ]
  if (!(await selectDemoPerson(house.db, given[0]!.email))) await addPeople(system(harbour), { given, password })
  const contoso = await make('Contoso Logistics', 'DE', 'Speicherstadt 4\n20457 Hamburg')
  await updateIntegrations(
    { ...system(contoso), actor },
    { micollab: true, micloud_connect: true, cloudlink_gateway: true, iot: true, scim: true },
  )
  const [some, many] = [harbourUsers(), contosoUsers(1500 + size)]
  await subscribe(contoso, 'micollab', Math.ceil(many.length / 2))
  await subscribe(contoso, 'mitel_one_premier', Math.ceil(many.length / 4))
  await loadMissing(system(harbour), some)
  await loadMissing(system(contoso), many)
  await make('Alpine Hotels', 'CH', 'Bahnhofstrasse 1\n7500 St. Moritz')
  await markSeeded(atPartner, some.length + many.length)
}

const partnerName = 'Northwind Communications'
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

/** Registered people with the demo’s password; all of them or none. */
const addPeople = command<{ given: readonly Given[]; password: string }, void>(
  { name: 'addDemoPeople', permission: 'system' },
  async (context, { given, password }) => {
    const before = context.tx.recorded
    const users = await createUsers(context, { users: given.map(toInput), origin: 'console', welcome: false })
    for (const { id } of users) {
      await setPassword(context, id, password)
      await markRegistered(context, { userId: id })
    }
    return { changed: context.tx.recorded - before, result: undefined }
  },
)

const toInput = ({ role, ...names }: Given): NewUserInput => ({
  values: { name: null, mobile: null, extension: null, ...names },
  role: role ?? 'user',
})
