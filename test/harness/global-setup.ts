import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { productCatalogue } from '../../domain/products.ts'
import { migrate } from '../../server/platform/migrate.ts'
import { startTestCluster } from './cluster.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    cluster: { adminUrl: string; ownerUrl: string; appUrl: string }
  }
}

/** One cluster a run, one migrated template; each test file clones it (house.ts). */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  const cluster = await startTestCluster()
  await migrate({ ownerUrl: cluster.ownerUrl, appUrl: cluster.appUrl, products: productCatalogue })
  const admin = new pg.Client({ connectionString: cluster.adminUrl })
  await admin.connect()
  await admin.query('alter database accounts with is_template true')
  await admin.end()
  project.provide('cluster', { adminUrl: cluster.adminUrl, ownerUrl: cluster.ownerUrl, appUrl: cluster.appUrl })
  return () => cluster.stop()
}
