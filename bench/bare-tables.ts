import pg from 'pg'

/** The bare server's table: the same users, the indexes that a plain list and a trigram search need. */
export async function makeBareTables(superUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: superUrl })
  await client.connect()
  try {
    await client.query(`
      create extension if not exists pg_trgm;
      drop schema if exists bare cascade;
      create schema bare;
      create table bare.users as select account_id, id, display_name, name_key, email, mobile, extension, role, origin,
        registered_at, last_sign_in_at, search_text from users where deleted_at is null;
      alter table bare.users add primary key (account_id, id);
      create index on bare.users (account_id, name_key, id);
      create index on bare.users using gin (search_text gin_trgm_ops);
      grant usage on schema bare to public;
      grant all on bare.users to public;`)
    await client.query('vacuum (analyze) bare.users')
  } finally {
    await client.end()
  }
}
