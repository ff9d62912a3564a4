// What house.md (Tenancy) and a sharded PostgreSQL ask of the tables, read from the catalogue of a migrated database.

/** A database connection, as far as the catalogue is concerned. */
export interface Reader {
  query(text: string, values?: unknown[]): Promise<{ rows: Record<string, unknown>[] }>
}

/**
 * The tables without account_id, each with the reason. `reference` tables are small and the same on every node of a
 * sharded database; `local` tables live on one node.
 */
export const globalTables: Record<string, 'tenant root' | 'reference' | 'local'> = {
  // The account itself: its id is everybody's account_id.
  accounts: 'tenant root',
  // The product catalogue.
  products: 'reference',
  // Counters of tries, keyed by hashes; also for emails of nobody.
  throttles: 'local',
  // Counted by the migration runner.
  schema_migrations: 'local',
}

const listed = (kind: string): string[] => Object.keys(globalTables).filter((name) => globalTables[name] === kind)

const tables = `
  select c.oid, c.relname as name, c.relrowsecurity as secured, c.relforcerowsecurity as forced
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p')`

const rules: { says: string; query: string }[] = [
  {
    says: 'has no account_id uuid not null',
    query: `select name from tenant t where not exists (select from pg_attribute a where a.attrelid = t.oid
      and a.attname = 'account_id' and a.atttypid = 'uuid'::regtype and a.attnotnull and not a.attisdropped)`,
  },
  {
    says: 'has no primary key',
    query: `select name from tenant t where not exists (select from pg_constraint k where k.conrelid = t.oid and k.contype = 'p')`,
  },
  {
    says: 'has a unique key that does not start with account_id',
    query: `select name, x.relname as detail from tenant t join pg_index i on i.indrelid = t.oid and i.indisunique
      join pg_class x on x.oid = i.indexrelid
      left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
      where a.attname is distinct from 'account_id'`,
  },
  {
    says: 'has an exclusion constraint',
    query: `select name, k.conname as detail from tenant t join pg_constraint k on k.conrelid = t.oid and k.contype = 'x'`,
  },
  {
    says: 'has a foreign key that does not start with account_id',
    query: `select name, k.conname as detail from tenant t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      join pg_class f on f.oid = k.confrelid
      join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
      join pg_attribute b on b.attrelid = k.confrelid and b.attnum = k.confkey[1]
      where f.relname <> all ($2) and (a.attname <> 'account_id'
        or b.attname <> case when f.relname = any ($3) then 'id' else 'account_id' end)`,
  },
  {
    says: 'has a foreign key that sets account_id to null or a default',
    query: `select name, k.conname as detail from tenant t join pg_constraint k on k.conrelid = t.oid and k.contype = 'f'
      where k.confdeltype in ('n', 'd') or k.confupdtype in ('n', 'd')`,
  },
  { says: 'has no row-level security', query: 'select name from secured t where not secured' },
  { says: 'does not force row-level security on its owner', query: 'select name from secured t where not forced' },
  {
    says: 'has no policy',
    query: `select name from secured t where not exists (select from pg_policy p where p.polrelid = t.oid)`,
  },
  {
    says: 'has a policy that does not ask for the account',
    query: `select name, p.polname as detail from secured t join pg_policy p on p.polrelid = t.oid
      where p.polpermissive and p.polroles <> array[(select oid from pg_roles where rolname = 'accounts_search')]
        and (coalesce(pg_get_expr(p.polqual, p.polrelid), 'current_account()') not like '%current_account()%'
          or coalesce(pg_get_expr(p.polwithcheck, p.polrelid), 'current_account()') not like '%current_account()%'
          or p.polcmd in ('a', '*') and p.polwithcheck is null)`,
  },
  {
    says: 'has a policy of accounts_search that does more than read',
    query: `select name, p.polname as detail from secured t join pg_policy p on p.polrelid = t.oid
      where (select oid from pg_roles where rolname = 'accounts_search') = any (p.polroles) and p.polcmd <> 'r'`,
  },
  {
    says: 'has a trigger',
    query: `select name, g.tgname as detail from tenant t join pg_trigger g on g.tgrelid = t.oid and not g.tgisinternal`,
  },
  {
    says: 'has a rule',
    query: `select name, r.rulename as detail from tenant t join pg_rewrite r on r.ev_class = t.oid`,
  },
]

/** What is wrong with the tables of the schema `public`, a sentence each; see `globalTables` for the exceptions. */
export const tenancyFaults = async (reader: Reader): Promise<string[]> => {
  const faults: string[] = []
  for (const { says, query } of rules) {
    const { rows } = await reader.query(
      `with tenant as (${tables} and c.relname <> all ($1)),
        secured as (${tables} and (c.relname <> all ($1) or c.relname = any ($3)))
      select given.* from (${query}) given, (select $1::text[], $2::text[], $3::text[]) lists`,
      [Object.keys(globalTables), listed('reference'), listed('tenant root')],
    )
    faults.push(...rows.map(({ name, detail }) => `${name} ${says}${detail ? `: ${detail}` : ''}`))
  }
  return faults.sort()
}

/** What is wrong with what a role of the product may do, a sentence each. Views and functions run with whose rights? */
export const roleFaults = async (reader: Reader, appRole: string): Promise<string[]> => {
  const { rows } = await reader.query(
    `with app as (select oid, rolname from pg_roles where rolname = $1),
      reach as (select r.* from pg_roles r, app where pg_has_role(app.oid, r.oid, 'MEMBER'))
    select rolname || ' is a superuser' as fault from reach where rolsuper
    union all select rolname || ' bypasses row-level security' from reach where rolbypassrls
    union all select rolname || ' may make roles or databases' from reach where rolcreaterole or rolcreatedb
    union all select app.rolname || ' may become ' || reach.rolname from app, reach where reach.rolname in ('accounts_search', 'accounts_eraser')
    union all select r.rolname || ' owns ' || c.oid::regclass from pg_class c join reach r on r.oid = c.relowner
    union all select r.rolname || ' owns ' || p.oid::regprocedure from pg_proc p join reach r on r.oid = p.proowner
    union all select r.rolname || ' owns schema ' || n.nspname from pg_namespace n join reach r on r.oid = n.nspowner
    union all select r.rolname || ' owns database ' || d.datname from pg_database d join reach r on r.oid = d.datdba
    union all select r.rolname || ' may create in schema public' from reach r where has_schema_privilege(r.oid, 'public', 'CREATE')
    union all select rolname || ' may log in, or is a superuser, or bypasses row-level security' from pg_roles
      where rolname in ('accounts_search', 'accounts_eraser') and (rolcanlogin or rolsuper or rolbypassrls)
    union all select r.rolname || ' owns ' || c.oid::regclass from pg_class c join pg_roles r on r.oid = c.relowner
      where r.rolname in ('accounts_search', 'accounts_eraser')
    union all select r.rolname || ' may ' || lower(a.privilege_type) || ' ' || c.oid::regclass
      from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee
      where r.rolname in ('accounts_search', 'accounts_eraser') and a.privilege_type <> 'SELECT'
    union all select 'accounts_eraser may ' || lower(a.privilege_type) || ' ' || c.oid::regclass || ' ' || t.attname
      from pg_class c join pg_attribute t on t.attrelid = c.oid, aclexplode(t.attacl) a join pg_roles r on r.oid = a.grantee
      where r.rolname = 'accounts_eraser'
        and not (c.relname = 'event_values' and t.attname in ('before', 'after') and a.privilege_type = 'UPDATE')
    union all select 'the app may change ' || t || ', which only grows' from unnest(array['events', 'event_values']) t
      where has_any_column_privilege($1, t, 'UPDATE') or has_table_privilege($1, t, 'DELETE, TRUNCATE, TRIGGER')
    union all select p.oid::regprocedure || ' runs as its owner without a fixed search_path' from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef
        and not coalesce(p.proconfig::text like '%search_path=pg_catalog%', false)
    union all select p.oid::regprocedure || ' runs as its owner for everybody' from pg_proc p,
        aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and a.grantee = 0
    union all select p.oid::regprocedure || ' runs as the owner of the tables' from pg_proc p
      where p.pronamespace = 'public'::regnamespace and p.prosecdef and p.proname <> all ($2)
        and p.proowner not in (select oid from pg_roles where rolname in ('accounts_search', 'accounts_eraser'))
    union all select c.oid::regclass || ' is a view with the rights of its owner' from pg_class c
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm')
        and not coalesce('security_invoker=true' = any (c.reloptions), false)
    order by 1`,
    [appRole, ownersFunctions],
  )
  return rows.map(({ fault }) => String(fault))
}

/** Functions that need the migrating owner's rights: the queue belongs to it. They touch no tenant table. */
const ownersFunctions = ['enqueue']
