import pg from 'pg'
import { StartError } from './start-error.ts'

/** @throws when the app role could step around row-level security: superuser, BYPASSRLS, or owner of a table. */
export async function assertPlainRole(url: string, name = 'DATABASE_URL'): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    const { rows } = await client.query<{ above: boolean; owns: boolean }>(`
      select r.rolsuper or r.rolbypassrls as above,
        exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'member')) as owns
      from pg_roles r where r.rolname = current_user`)
    const [role] = rows
    if (role?.above) throw new StartError(`${name}: its role is a superuser or has BYPASSRLS; use an ordinary role`)
    if (role?.owns) throw new StartError(`${name}: its role owns tables; use another role than DATABASE_OWNER_URL`)
  } finally {
    await client.end()
  }
}
