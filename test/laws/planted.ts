/** A tree that obeys every law, one line a file. It must pass: a law that forbids everything catches everything. */
export const obedient: Record<string, string> = {
  'domain/users.ts': "import { z } from 'zod'\nimport { fold } from './fold.ts'\nexport const user = z.string(fold)",
  'domain/fold.ts': "export const fold = 'fold'",
  'domain/fold.test.ts': "import { test } from 'vitest'\nimport { fold } from './fold.ts'\ntest(fold, () => {})",
  'server/config.ts': 'export const config = 1',
  'server/app.ts':
    "import { routes } from './features/users/users.routes.ts'\nimport { users } from './features/users/users.ts'\nexport const app = [routes, users]",
  'server/platform/db.ts':
    "import pg from 'pg'\nimport { config } from '../config.ts'\nimport { fold } from '../../domain/fold.ts'\nexport const db = [pg, config, fold]",
  'server/platform/problems.ts': 'export const problem = 1',
  'server/scim/filter.ts':
    "import { problem } from '../platform/problems.ts'\nimport { fold } from '../../domain/fold.ts'\nexport const filter = [problem, fold]",
  'server/features/users/users.ts':
    "import { selectUsers } from './users.sql.ts'\nimport { welcome } from './users.emails.ts'\nimport { accounts } from '../accounts/accounts.ts'\nexport const users = [selectUsers, welcome, accounts]",
  'server/features/users/users.sql.ts':
    "import { db } from '../../platform/db.ts'\nimport type { user } from '../../../domain/users.ts'\nimport { columns } from './users.row.sql.ts'\nexport const selectUsers = (_: typeof user) => [db, columns]",
  'server/features/users/users.row.sql.ts': 'export const columns = 1',
  'server/features/users/users.routes.ts': "import { users } from './users.ts'\nexport const routes = users",
  'server/features/users/users.emails.ts':
    "import { createElement } from 'react'\nimport { fold } from '../../../domain/fold.ts'\nexport const welcome = [createElement, fold]",
  'server/features/users/users.test.ts':
    "import { test } from 'vitest'\nimport { routes } from './users.routes.ts'\ntest(String(routes), () => {})",
  'server/features/accounts/accounts.ts': 'export const accounts = 1',
  'server/features/accounts/accounts.sql.ts': 'export const selectAccounts = 1',
  'console/main.tsx':
    "import { StrictMode } from 'react'\nimport { user } from '../domain/users.ts'\nimport { Badge } from './ui/Badge.tsx'\nexport const Main = () => <StrictMode><Badge name={String(user)} /></StrictMode>",
  'console/ui/Badge.tsx':
    "import { Text } from '@mantine/core'\nexport const Badge = (props: { name: string }) => <Text>{props.name}</Text>",
  'test/harness/cluster.ts': 'export const cluster = 1',
}

/** One violation: `file` (its text imports what the law forbids) must be reported under `law`, as importing `to`. */
export interface Plant {
  law: string
  file: string
  text: string
  to: string
}

const plant = (law: string, file: string, text: string, to: string): Plant => ({ law, file, text, to })

/** At least one violation of every law; the ways of importing (type, re-export, dynamic, nested) take turns. */
export const plants: Plant[] = [
  plant('no-circles', 'domain/circle-a.ts', "export * from './circle-b.ts'", 'domain/circle-b.ts'),
  plant('nothing-unresolved', 'server/lost.ts', "import { x } from './nowhere.ts'\nexport const y = x", './nowhere.ts'),
  plant('domain-is-pure', 'domain/disk.ts', "import fs from 'node:fs'\nexport const disk = fs", 'fs'),
  plant('domain-is-pure', 'domain/driver.ts', "import type pg from 'pg'\nexport type Client = pg.Client", 'pg'),
  plant('domain-is-pure', 'domain/up.ts', "export { config } from '../server/config.ts'", 'server/config.ts'),
  plant(
    'console-imports-only-domain',
    'console/peek.tsx',
    "import type { db } from '../server/platform/db.ts'\nexport const Peek = (p: { db: typeof db }) => <b>{String(p.db)}</b>",
    'server/platform/db.ts',
  ),
  plant(
    'console-imports-only-domain',
    'console/lazy.tsx',
    "export const lazy = { load: async () => [await import('../server/features/users/users.sql.ts')] }",
    'server/features/users/users.sql.ts',
  ),
  plant('console-imports-only-domain', 'console/disk.ts', "import fs from 'node:fs'\nexport const disk = fs", 'fs'),
  plant(
    'server-never-sees-console',
    'server/look.ts',
    "export { Badge } from '../console/ui/Badge.tsx'",
    'console/ui/Badge.tsx',
  ),
  plant(
    'features-by-front-door',
    'server/features/users/backdoor.ts',
    "import { selectAccounts } from '../accounts/accounts.sql.ts'\nexport const x = selectAccounts",
    'server/features/accounts/accounts.sql.ts',
  ),
  plant(
    'features-by-front-door',
    'server/features/accounts/sidedoor.ts',
    "import { welcome } from '../users/users.emails.ts'\nexport const x = welcome",
    'server/features/users/users.emails.ts',
  ),
  plant(
    'app-by-doors',
    'server/main.ts',
    "import { selectUsers } from './features/users/users.sql.ts'\nexport const x = selectUsers",
    'server/features/users/users.sql.ts',
  ),
  plant(
    'doors-hold-no-sql',
    'server/features/accounts/accounts.routes.ts',
    "import { selectAccounts } from './accounts.sql.ts'\nexport const x = selectAccounts",
    'server/features/accounts/accounts.sql.ts',
  ),
  plant(
    'doors-hold-no-sql',
    'server/features/accounts/accounts.jobs.ts',
    "import type { selectAccounts } from './accounts.sql.ts'\nexport type X = typeof selectAccounts",
    'server/features/accounts/accounts.sql.ts',
  ),
  plant(
    'doors-hold-no-sql',
    'server/features/accounts/accounts.scim.ts',
    "export * from './accounts.sql.ts'",
    'server/features/accounts/accounts.sql.ts',
  ),
  plant(
    'sql-is-a-leaf',
    'server/features/accounts/lookup.sql.ts',
    "import { selectUsers } from '../users/users.sql.ts'\nexport const x = selectUsers",
    'server/features/users/users.sql.ts',
  ),
  plant(
    'sql-is-a-leaf',
    'server/features/users/search.sql.ts',
    "import { users } from './users.ts'\nexport const x = users",
    'server/features/users/users.ts',
  ),
  plant(
    'operations-know-no-door',
    'server/features/products/products.ts',
    "import { products } from './products.jobs.ts'\nexport const x = products",
    'server/features/products/products.jobs.ts',
  ),
  plant(
    'platform-knows-no-feature',
    'server/platform/curious.ts',
    "import { accounts } from '../features/accounts/accounts.ts'\nexport const x = accounts",
    'server/features/accounts/accounts.ts',
  ),
  plant(
    'platform-knows-no-feature',
    'server/platform/scim.ts',
    "import { filter } from '../scim/filter.ts'\nexport const x = filter",
    'server/scim/filter.ts',
  ),
  plant(
    'scim-knows-no-database',
    'server/scim/rows.ts',
    "import { db } from '../platform/db.ts'\nexport const x = db",
    'server/platform/db.ts',
  ),
  plant(
    'scim-knows-no-database',
    'server/scim/person.ts',
    "import { users } from '../features/users/users.ts'\nexport const x = users",
    'server/features/users/users.ts',
  ),
  plant(
    'database-by-platform-only',
    'server/features/users/direct.ts',
    "import pg from 'pg'\nexport const x = pg",
    'pg',
  ),
  plant(
    'emails-are-pure',
    'server/features/accounts/accounts.emails.ts',
    "import { selectAccounts } from './accounts.sql.ts'\nexport const x = selectAccounts",
    'server/features/accounts/accounts.sql.ts',
  ),
  plant(
    'ui-is-dumb',
    'console/ui/Clever.tsx',
    "import { user } from '../../domain/users.ts'\nexport const Clever = () => <b>{String(user)}</b>",
    'domain/users.ts',
  ),
  plant(
    'no-tests-in-code',
    'server/mock.ts',
    "import { cluster } from '../test/harness/cluster.ts'\nexport const x = cluster",
    'test/harness/cluster.ts',
  ),
  plant('no-tests-in-code', 'console/mock.ts', "import { vi } from 'vitest'\nexport const x = vi", 'vitest'),
]

/** Files that plants need and that obey the laws themselves. */
export const props: Record<string, string> = {
  'domain/circle-b.ts': "import type { A } from './circle-a.ts'\nexport type B = A",
  'server/features/products/products.jobs.ts': 'export const products = 1',
}
