import { emailSchema, welcomeLinkDays } from '../domain/users.ts'
import { type Config, ConfigError } from './config.ts'
import { createPartnerAccount } from './features/accounts/accounts.ts'
import { issueLinks, linkOf, markHandedOver, voidingAllLinks } from './features/one-time-links/one-time-links.ts'
import { createUsers } from './features/users/users.ts'
import { createHouse } from './house.ts'
import { backup, restore } from './platform/backup.ts'
import { systemContext } from './platform/context.ts'
import { createLog } from './platform/log.ts'
import { migrate } from './platform/migrate.ts'
import { housekeeping } from './platform/operation.ts'
import { distribute } from './platform/sharded.ts'
import { openDatabases, secretKeyOf } from './serve.ts'

/** `migrate`: brings the database to this program’s schema and ends. sharded: and spreads its tables over a Citus cluster. */
export async function migrateOnly(config: Config, { sharded = false } = {}): Promise<void> {
  const databases = await openDatabases(config, createLog('silent'))
  try {
    if (!databases.ownerUrl) throw new ConfigError('DATABASE_OWNER_URL: required to migrate')
    await migrate({ ownerUrl: databases.ownerUrl, appUrl: databases.appUrl, products: config.products })
    if (sharded) await distribute(databases.ownerUrl)
    process.stdout.write('The database is up to date.\n')
  } finally {
    await databases.stop()
  }
}

/** `admin backup`: everything but sessions, in one snapshot, while the servers go on. */
export const backUp = (config: Config, file: string): Promise<void> =>
  asAdmin(config, async (url) => {
    const { tables, bytes } = await backup(url, file)
    process.stdout.write(`${tables} tables, ${bytes} bytes of rows, in ${file}\n`)
  })

/** `admin restore`: into an empty database, which is brought to this program’s schema first. */
export async function restoreFrom(config: Config, file: string): Promise<void> {
  await migrateOnly(config)
  await asAdmin(config, async (url) => {
    const { tables, bytes } = await restore(url, file, [voidingAllLinks])
    process.stdout.write(`${tables} tables, ${bytes} bytes of rows, from ${file}\n`)
  })
}

async function asAdmin(config: Config, run: (url: string) => Promise<void>): Promise<void> {
  const databases = await openDatabases(config, createLog('silent'))
  try {
    if (!databases.adminUrl) throw new ConfigError('DATABASE_ADMIN_URL: required for backup and restore')
    await run(databases.adminUrl)
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
