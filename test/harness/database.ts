import pg from 'pg'
import { inject } from 'vitest'
import { newId } from '../../server/platform/ids.ts'

export type TestDatabase = {
  ownerUrl: string
  appUrl: string
  /** As the same role, never through a pooler: for the worker, which listens. */
  directUrl: string
  drop(): Promise<void>
  asOwner(statement: string): Promise<void>
}

/**
 * A database of its own, cloned from the migrated template. With TEST_POOLER=host:port the app role goes through a pooler
 * in transaction mode (docs/operations.md).
 */
export async function cloneDatabase(): Promise<TestDatabase> {
  const cluster = inject('cluster')
  const name = `t${newId().replaceAll('-', '')}`
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  await admin.query(`create database ${name} template accounts owner accounts_owner`)
  await admin.end()
  const pooled = process.env.TEST_POOLER
  const within = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` }).href
  return {
    /** A statement of the owner: to plant what the program itself could not do. */
    asOwner: async (statement) => {
      const owner = new pg.Client({ connectionString: within(cluster.ownerUrl) })
      await owner.connect()
      await owner.query(statement).finally(() => owner.end())
    },
    ownerUrl: within(cluster.ownerUrl),
    directUrl: within(cluster.appUrl),
    appUrl: pooled ? Object.assign(new URL(within(cluster.appUrl)), { host: pooled }).href : within(cluster.appUrl),
    drop: async () => {
      const again = new pg.Client({ connectionString: cluster.adminUrl })
      await again.connect()
      await again.query(`drop database if exists ${name} with (force)`)
      await again.end()
    },
  }
}
