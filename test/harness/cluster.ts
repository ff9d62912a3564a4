import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedDatabase } from '../../server/platform/embedded-database.ts'
import { lockHolder } from '../../server/platform/embedded-lock.ts'
import { endOrphan } from '../../server/platform/embedded-postmaster.ts'
import { birthmark } from '../../server/platform/embedded-processes.ts'
import { makeRoles, roles } from '../../server/platform/embedded-roles.ts'

export type TestCluster = {
  /** Superuser on database `postgres`: makes databases, nothing else. */
  adminUrl: string
  /** Database `accounts` as its owner; for another database put its name into the path. */
  ownerUrl: string
  /** Database `accounts` as the role that serves; likewise. */
  appUrl: string
  /** Ends PostgreSQL and removes its folder. */
  stop(): Promise<void>
}

const prefix = 'accounts-test-'
const silent = { info() {}, warn() {}, error() {} }

/**
 * A PostgreSQL for tests: one of its own in a folder of its own, without fsync, or the server at
 * TEST_DATABASE_ADMIN_URL. Several may run at once. When the tests are killed the database ends with them, and the next
 * call removes the folder.
 */
export async function startTestCluster(): Promise<TestCluster> {
  const given = process.env.TEST_DATABASE_ADMIN_URL
  if (given) return onServer(given)
  await removeLeftovers()
  const dataDir = mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`))
  try {
    const { adminUrl, ownerUrl, appUrl, stop } = await startEmbeddedDatabase({ dataDir, log: silent, fsync: false })
    return {
      adminUrl,
      ownerUrl,
      appUrl,
      stop: async () => {
        await stop()
        rmSync(dataDir, { recursive: true, force: true })
      },
    }
  } catch (error) {
    rmSync(dataDir, { recursive: true, force: true })
    throw error
  }
}

/** Passwords follow from the URL, so that two runs on one server agree on them. */
async function onServer(adminUrl: string): Promise<TestCluster> {
  const password = (role: string) => createHash('sha256').update(`${role} ${adminUrl}`).digest('hex')
  const passwords = { owner: password(roles.owner), server: password(roles.server) }
  await makeRoles({ adminUrl, passwords, database: 'accounts' })
  const urlFor = (role: string, secret: string) => {
    const url = new URL(adminUrl)
    return Object.assign(url, { username: role, password: secret, pathname: '/accounts' }).href
  }
  return {
    adminUrl,
    ownerUrl: urlFor(roles.owner, passwords.owner),
    appUrl: urlFor(roles.server, passwords.server),
    stop: async () => {},
  }
}

async function removeLeftovers(): Promise<void> {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    const folder = join(tmpdir(), name)
    if (!pid || birthmark(Number(pid)) || lockHolder(join(folder, 'database.lock'))) continue
    await endOrphan(join(folder, 'postgres'))
    rmSync(folder, { recursive: true, force: true })
  }
}
