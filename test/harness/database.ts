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

export type ClonedDatabase = TestDatabase & {
  /** Users beside whom other products stand than they have licences for, in any account. */
  wronglyLicensed(): Promise<object[]>
}

/**
 * A database of its own, cloned from the migrated template. With TEST_POOLER=host:port the app role goes through a pooler
 * in transaction mode (docs/operations.md).
 */
export async function cloneDatabase(): Promise<ClonedDatabase> {
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
    wronglyLicensed: async () => {
      const admin = new pg.Client({ connectionString: within(cluster.adminUrl) })
      await admin.connect()
      const { rows } = await admin
        .query(
          `select u.account_id, u.id, u.products, l.products as licences from users u
           left join (select account_id, user_id, array_agg(product_id order by product_id collate "C") as products from licences
             group by account_id, user_id) l on l.account_id = u.account_id and l.user_id = u.id
           where u.products <> coalesce(l.products, '{}')`,
        )
        .finally(() => admin.end())
      return rows
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
