import { fileURLToPath } from 'node:url'
import { runMigrations } from 'graphile-worker'
import { runner } from 'node-pg-migrate'
import pg from 'pg'
import { StartError } from './start-error.ts'

const directory = fileURLToPath(new URL('../../db/migrations', import.meta.url))

/** A product row as the catalogue and configuration give it. */
type ProductRow = { id: string; name: string; requiresIntegration?: string; excludedByIntegration?: string }

/**
 * Brings the database to this program's schema: roles, queue, numbered migrations (under an advisory lock), product
 * catalogue. Runs as the owner; repeating it changes nothing.
 *
 * @param appUrl the connection whose role gets the app's rights; refused when it could bypass row-level security
 */
export async function migrate(input: {
  ownerUrl: string
  appUrl: string
  products: readonly ProductRow[]
  log?: (line: string) => void
}): Promise<void> {
  const owner = new pg.Client({ connectionString: input.ownerUrl })
  await owner.connect()
  try {
    await owner.query('select pg_advisory_lock(728001)')
    await makeRoles(owner, await appRoleOf(owner, input.appUrl))
    await runMigrations({ connectionString: input.ownerUrl })
    await grantQueue(owner)
    await runner({
      dbClient: owner,
      dir: directory,
      direction: 'up',
      migrationsTable: 'schema_migrations',
      ignorePattern: '.*\\.json',
      singleTransaction: false,
      noLock: true,
      log: input.log ?? (() => {}),
    })
    // Whether the database is up to date is asked by every server (readiness.ts).
    await owner.query('grant select on schema_migrations to accounts_app')
    await writeProducts(owner, input.products)
  } finally {
    await owner.end()
  }
}

const currentRole = async (client: pg.Client): Promise<string> =>
  (await client.query<{ role: string }>('select current_user as role')).rows[0]!.role

/** @throws StartError when it is the owner: what owns tables is not bound by their policies */
async function appRoleOf(owner: pg.Client, appUrl: string): Promise<string> {
  const app = new pg.Client({ connectionString: appUrl })
  await app.connect()
  try {
    const role = await currentRole(app)
    if (role !== (await currentRole(owner))) return role
    throw new StartError(
      `DATABASE_URL and DATABASE_OWNER_URL use one role, ${role}: DATABASE_URL needs a role of its own that owns nothing`,
    )
  } finally {
    await app.end()
  }
}

async function makeRoles(owner: pg.Client, appRole: string): Promise<void> {
  for (const role of ['accounts_app', 'accounts_search', 'accounts_eraser']) {
    await owner.query(
      `do $$ begin
         if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
       exception when duplicate_object or unique_violation then null; end $$`,
    )
  }
  const ownerRole = await currentRole(owner)
  await grantMembership(owner, 'accounts_search', ownerRole)
  await grantMembership(owner, 'accounts_eraser', ownerRole)
  await grantMembership(owner, 'accounts_app', appRole)
  // An owner of a function needs CREATE on its schema at the moment it becomes the owner.
  await owner.query('grant usage, create on schema public to accounts_search, accounts_eraser')
  await owner.query('grant usage on schema public to accounts_app')
}

async function grantMembership(owner: pg.Client, role: string, member: string): Promise<void> {
  // Who creates a role is its member without the SET option (PostgreSQL 16+); owning its functions needs that.
  const { rowCount } = await owner.query(
    `select from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member
     where r.rolname = $1 and u.rolname = $2 and coalesce((to_jsonb(m) ->> 'set_option')::boolean, true)`,
    [role, member],
  )
  if (!rowCount) await owner.query(`grant ${role} to ${pg.escapeIdentifier(member)}`)
}

/** The worker runs as the app role: it may take, finish and postpone jobs, but adds them through enqueue() only. */
async function grantQueue(owner: pg.Client): Promise<void> {
  await owner.query('grant usage on schema graphile_worker to accounts_app')
  const { rows } = await owner.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'graphile_worker' and c.relkind = 'r'`,
  )
  for (const { name } of rows) {
    const table = `graphile_worker.${pg.escapeIdentifier(name)}`
    const commands =
      name === '_private_jobs' || name === 'migrations'
        ? ['select', 'update', 'delete']
        : ['select', 'insert', 'update', 'delete']
    if (name === 'migrations') commands.splice(1)
    for (const command of commands) {
      await owner.query(`grant ${command} on ${table} to accounts_app`)
      await owner.query(`drop policy if exists worker_${command} on ${table}`)
      const clause = command === 'insert' ? 'with check (true)' : 'using (true)'
      await owner.query(`create policy worker_${command} on ${table} for ${command} to accounts_app ${clause}`)
    }
  }
  await owner.query('grant usage on all sequences in schema graphile_worker to accounts_app')
  await owner.query('grant select on graphile_worker.jobs to accounts_app')
}

async function writeProducts(owner: pg.Client, products: readonly ProductRow[]): Promise<void> {
  for (const product of products) {
    await owner.query(
      `insert into products (id, name, requires_integration, excluded_by_integration) values ($1, $2, $3, $4)
       on conflict (id) do update set name = excluded.name, requires_integration = excluded.requires_integration,
         excluded_by_integration = excluded.excluded_by_integration`,
      [product.id, product.name, product.requiresIntegration ?? null, product.excludedByIntegration ?? null],
    )
  }
}
