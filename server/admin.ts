import { emailSchema, welcomeLinkDays } from '../domain/users.ts'
import { type Config, ConfigError } from './config.ts'
import { createPartnerAccount } from './features/accounts/accounts.ts'
import { issueLinks, linkOf, markHandedOver } from './features/one-time-links/one-time-links.ts'
import { createUsers } from './features/users/users.ts'
import { createHouse } from './house.ts'
import { systemContext } from './platform/context.ts'
import { createLog } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { housekeeping } from './platform/operation.ts'
import { openDatabases, secretKeyOf } from './serve.ts'

/** `migrate`: brings the database to this program’s schema and ends. */
export async function migrateOnly(config: Config): Promise<void> {
  const databases = await openDatabases(config, createLog('silent'))
  try {
    if (!databases.ownerUrl) throw new ConfigError('DATABASE_OWNER_URL: required to migrate')
    await migrate({ ownerUrl: databases.ownerUrl, appUrl: databases.appUrl, products: config.products })
    process.stdout.write('The database is up to date.\n')
  } finally {
    await databases.stop()
  }
}

/** `admin create-partner`: the first partner account and its first Mitel Partner; prints a one-time registration link. */
export async function createPartner(config: Config, input: { account: string; email: string }): Promise<void> {
  const email = emailSchema.safeParse(input.email)
  if (!email.success) throw new ConfigError('--email: not a valid address')
  const log = createLog('silent')
  const databases = await openDatabases(config, log)
  try {
    const publicUrl = config.publicUrl ?? `http://${config.host}:${config.port}`
    const house = createHouse({ config, databaseUrl: databases.appUrl, publicUrl, secretKey: secretKeyOf(config), log })
    const context = systemContext({
      house,
      accountId: '00000000-0000-7000-8000-000000000000',
      name: 'admin create-partner',
    })
    const account = await createPartnerAccount(context, input.account)
    const inAccount = { ...context, accountId: account.id }
    const [user] = await createUsers(inAccount, {
      users: [
        {
          values: {
            name: email.data,
            firstName: null,
            lastName: null,
            email: email.data,
            mobile: null,
            extension: null,
          },
          role: 'user',
        },
      ],
      origin: 'console',
      welcome: false,
    })
    const token = await makeRegistrationToken(inAccount, user!.id)
    process.stdout.write(
      `Account ${account.name}, Account ID ${account.number}\n` +
        `Finish building the account, once, within ${welcomeLinkDays} days:\n${publicUrl}/register#${token}\n`,
    )
    await house.db.close()
  } finally {
    await databases.stop()
  }
}

/** Shown on the terminal instead of mailed: its time to live begins now. */
const makeRegistrationToken = housekeeping<string, string>(
  { name: 'makeRegistrationToken', permission: 'system' },
  async (context, userId) => {
    const [link] = await issueLinks(context, [{ userId }], 'welcome')
    await markHandedOver(context, [link!.linkId])
    return (await linkOf(context, link!.linkId))!.token
  },
)
