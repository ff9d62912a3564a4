// The queries by which db/print-schema.ts reads a database: the schema `public`, in a stable order, without what belongs
// to an extension and without the table in which the migrations are counted.

const ours = (relation: string, catalogue: string): string => `
  ${relation}.oid not in (select objid from pg_depend where classid = '${catalogue}'::regclass and deptype = 'e')`

const inPublic = `join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'public'`

const ourTables = `c.relname <> 'schema_migrations' and ${ours('c', 'pg_class')}`

/** Grants to others than the owner, `privileges` on `object`; none of the owner's own. */
const grants = (acl: string, owner: string): string => `(
  select coalesce(array_agg(line order by line collate "C"), '{}') from (
    select string_agg(lower(a.privilege_type), ', ' order by a.privilege_type)
      || ' to ' || coalesce(r.rolname, 'public') || case when a.is_grantable then ' with grant option' else '' end as line
    from aclexplode(${acl}) a left join pg_roles r on r.oid = a.grantee
    where a.grantee <> ${owner} group by r.rolname, a.is_grantable
  ) lines)`

/** The roles of the product by name; whoever else owns something is the migrating owner, whose name is local. */
const ownerName = (owner: string): string =>
  `(select case when rolname in ('accounts_app', 'accounts_search', 'accounts_eraser') then rolname end from pg_roles where oid = ${owner})`

export const extensionsQuery = `select extname as name from pg_extension where extname <> 'plpgsql' order by 1`

export const typesQuery = `
  select t.typname as name, t.typtype as kind, format_type(t.typbasetype, t.typtypmod) as base,
    (select array_agg(enumlabel order by enumsortorder) from pg_enum where enumtypid = t.oid) as labels,
    (select array_agg(pg_get_constraintdef(oid) order by conname) from pg_constraint where contypid = t.oid) as checks
  from pg_type t join pg_namespace n on n.oid = t.typnamespace and n.nspname = 'public'
  where t.typtype in ('e', 'd') and ${ours('t', 'pg_type')} order by 1`

export const tablesQuery = `
  select c.oid, c.relname as name, c.relkind as kind, c.relpersistence as persistence, c.reloptions as options,
    c.relrowsecurity as secured, c.relforcerowsecurity as forced, ${ownerName('c.relowner')} as owner,
    case when c.relkind in ('v', 'm') then pg_get_viewdef(c.oid) end as definition,
    ${grants('c.relacl', 'c.relowner')} as grants
  from pg_class c ${inPublic}
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ourTables} order by 2`

export const columnsQuery = `
  select a.attrelid as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
    case when a.attcollation <> t.typcollation then quote_ident(co.collname) end as collation,
    a.attnotnull as required, a.attidentity as identity, a.attgenerated as generated,
    pg_get_expr(d.adbin, d.adrelid) as default, ${grants('a.attacl', 'c.relowner')} as grants
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid ${inPublic}
  join pg_type t on t.oid = a.atttypid
  left join pg_collation co on co.oid = a.attcollation
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'v', 'm', 'f') and ${ourTables}
  order by c.relname, a.attnum`

export const constraintsQuery = `
  select k.conrelid as "table", k.conname as name, pg_get_constraintdef(k.oid) as definition
  from pg_constraint k join pg_class c on c.oid = k.conrelid ${inPublic}
  where k.contype <> 'n' and ${ourTables}
  order by c.relname, array_position(array['p', 'u', 'x', 'c', 'f']::"char"[], k.contype), k.conname`

export const indexesQuery = `
  select i.indrelid as "table", pg_get_indexdef(i.indexrelid) as definition
  from pg_index i join pg_class c on c.oid = i.indrelid ${inPublic} join pg_class x on x.oid = i.indexrelid
  where ${ourTables} and not exists (select from pg_constraint where conindid = i.indexrelid and contype in ('p', 'u', 'x'))
  order by c.relname, x.relname`

export const policiesQuery = `
  select p.polrelid as "table", p.polname as name, p.polpermissive as permissive,
    case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete'
      else 'all' end as command,
    coalesce((select string_agg(rolname, ', ' order by rolname) from pg_roles where oid = any (p.polroles)), 'public')
      as roles,
    pg_get_expr(p.polqual, p.polrelid) as seen, pg_get_expr(p.polwithcheck, p.polrelid) as written
  from pg_policy p join pg_class c on c.oid = p.polrelid ${inPublic} where ${ourTables}
  order by c.relname, p.polname`

export const triggersQuery = `
  select t.tgrelid as "table", pg_get_triggerdef(t.oid) as definition
  from pg_trigger t join pg_class c on c.oid = t.tgrelid ${inPublic}
  where not t.tgisinternal and ${ourTables} order by c.relname, t.tgname`

export const functionsQuery = `
  select pg_get_functiondef(p.oid) as definition, p.oid::regprocedure::text as signature, p.prokind as kind,
    ${ownerName('p.proowner')} as owner, ${grants("coalesce(p.proacl, acldefault('f', p.proowner))", 'p.proowner')} as grants
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace and n.nspname = 'public'
  where p.prokind in ('f', 'p') and ${ours('p', 'pg_proc')} order by p.oid::regprocedure::text collate "C"`

export const sequencesQuery = `
  select c.relname as name, format_type(s.seqtypid, null) as type, s.seqstart as start, s.seqincrement as step,
    s.seqcycle as cycles, ${grants('c.relacl', 'c.relowner')} as grants
  from pg_sequence s join pg_class c on c.oid = s.seqrelid ${inPublic}
  where ${ourTables} and not exists (select from pg_depend o join pg_class m on m.oid = o.refobjid
    where o.objid = c.oid and o.deptype in ('a', 'i') and m.relname = 'schema_migrations') order by 1`

export const rolesQuery = `
  select rolname as name, rolcanlogin as "canLogin", rolsuper as "isSuperuser", rolbypassrls as "bypassesSecurity",
    (select lower(string_agg(a.privilege_type, ', ' order by a.privilege_type)) from pg_namespace n,
      aclexplode(n.nspacl) a where n.nspname = 'public' and a.grantee = r.oid) as "inSchema"
  from pg_roles r where rolname in ('accounts_app', 'accounts_search', 'accounts_eraser') order by 1`
