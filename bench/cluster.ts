import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { productCatalogue } from '../domain/products.ts'
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../server/platform/embedded-database.ts'
import { migrate } from '../server/platform/migrate.ts'

export type Cluster = EmbeddedDatabase & {
  /** Database `accounts` as the cluster’s superuser. */
  superUrl: string
  /** The process whose children are PostgreSQL’s backends. */
  postmaster: number
}

/** A migrated cluster of the benchmark’s own. What is in the folder already is used again. */
export async function openCluster(dataDir: string): Promise<Cluster> {
  const log = { info() {}, warn() {}, error: (fields: object, message: string) => console.error(message, fields) }
  const database = await startEmbeddedDatabase({ dataDir, log })
  const { ownerUrl, appUrl } = database
  await migrate({ ownerUrl, appUrl, products: productCatalogue })
  return {
    ...database,
    // As the program itself reaches its embedded database.
    appUrl: database.localUrl,
    superUrl: database.adminUrl.replace(/\/postgres$/, '/accounts'),
    postmaster: Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]),
  }
}
