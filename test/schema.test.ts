import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { printSchema, type Reader, schemaFile, withMigratedDatabase } from '../db/print-schema.ts'

/** Each of these must show in the printed schema. */
const changes = [
  'alter table users add column shoe_size integer',
  'alter table users drop column mobile',
  'alter table users rename column mobile to cell',
  'alter table users alter column mobile set default 1',
  'alter table users alter column name type varchar(9)',
  'alter table accounts alter column name_key type text collate "de-x-icu"',
  'alter table users alter column name set not null',
  'alter table users alter column display_name drop not null',
  'alter table users drop constraint users_origin_check',
  'alter table credentials drop constraint credentials_account_id_user_id_fkey',
  'alter table users no force row level security',
  'alter table users disable row level security',
  'drop policy tenant on users',
  'alter policy tenant on users to accounts_app',
  'alter policy tenant on users using (true)',
  'alter policy tenant on users with check (true)',
  'drop index users_email',
  'create index on users (extension)',
  'grant delete on events to accounts_app',
  'grant update (data) on events to accounts_app',
  'revoke insert on events from accounts_app',
  'grant select on users to public',
  'grant execute on function account_by_number(text) to public',
  'alter function account_by_number(text) security invoker',
  'alter function account_by_number(text) reset search_path',
  'alter function enqueue(text, json, timestamptz, text) owner to accounts_search',
  'alter function mailbox_recent(integer) rows 9',
  'create or replace function current_account() returns uuid language sql as $$ select null::uuid $$',
  'create function surprise() returns trigger language plpgsql as $$ begin return new; end $$; create trigger t before update on users for each row execute function surprise()',
  "create type mood as enum ('fine', 'good')",
  'create domain short as text check (length(value) < 9)',
  'create sequence numbers',
  'alter table users add column row bigint generated always as identity',
  'alter table users add column shout text generated always as (upper(name)) stored',
  'create view everybody as select * from users',
  'create table extra (id integer)',
  'drop table mails',
]

const printedAfter = async (owner: Reader, change: string): Promise<string> => {
  await owner.query('begin')
  try {
    await owner.query(change)
    return await printSchema(owner)
  } finally {
    await owner.query('rollback')
  }
}

test('db/schema.sql is what the migrations lead to, and every kind of change shows in it', {
  timeout: 120_000,
}, async () => {
  await withMigratedDatabase(async (owner) => {
    const printed = await printSchema(owner)
    // After a new migration: node db/print-schema.ts
    expect(readFileSync(schemaFile, 'utf8')).toBe(printed)
    const unseen = []
    for (const change of changes) if ((await printedAfter(owner, change)) === printed) unseen.push(change)
    expect(unseen).toEqual([])
    expect(await printSchema(owner)).toBe(printed)
  })
})
