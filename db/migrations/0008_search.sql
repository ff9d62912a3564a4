-- Search and lists that stay flat (docs/decisions/0010-search.md).

-- Hashed n-grams of search_text (domain/grams.ts), written together with it. fastupdate off: a pending list would be
-- read by every search.
alter table users add column grams integer[] not null default '{}';
create index users_grams on users using gin (grams) with (fastupdate = off) where deleted_at is null;

-- Sort keys that are never null. As columns, since row-level security takes no expression like coalesce() for leakproof:
-- a keyset over one would read every row before it.
alter table users
  add column email_sort text collate "C" not null generated always as (coalesce(email_key, '')) stored,
  add column role_sort text collate "C" not null generated always as (coalesce(role, '')) stored,
  add column status_sort smallint not null generated always as (case when not source_active or suspended_by_admin then 4
    when role is null then 3 when registered_at is null then 2 else 1 end) stored,
  add column sign_in_sort timestamptz not null generated always as (coalesce(last_sign_in_at, '-infinity')) stored;

-- One index a sort; the first holds the text too, so that common words are found on the way through it.
drop index users_by_name;
drop index users_by_email_key;
create index users_by_name on users (account_id, name_key, id) include (search_text) where deleted_at is null;
create index users_by_email on users (account_id, email_sort, id) where deleted_at is null;
create index users_by_role on users (account_id, role_sort, id) where deleted_at is null;
create index users_by_status on users (account_id, status_sort, id) where deleted_at is null;
create index users_by_created on users (account_id, created_at, id) where deleted_at is null;
create index users_by_modified on users (account_id, modified_at, id) where deleted_at is null;
create index users_by_sign_in on users (account_id, sign_in_sort, id) where deleted_at is null;

-- Filters that few users match.
create index users_inactive on users (account_id, name_key, id)
  where deleted_at is null and (not source_active or suspended_by_admin);
create index users_of_pbx on users (account_id, name_key, id) where deleted_at is null and link_kinds @> '{pbx}';
create index users_of_micloud on users (account_id, name_key, id) where deleted_at is null and link_kinds @> '{micloud_connect}';
create index users_of_iot on users (account_id, name_key, id) where deleted_at is null and link_kinds @> '{iot}';
create index users_of_scim on users (account_id, name_key, id) where deleted_at is null and link_kinds @> '{scim}';
create index users_of_console on users (account_id, name_key, id) where deleted_at is null and link_kinds = '{}' and origin <> 'import';
create index users_invited on users (account_id, invitation, invitation_sent_at) where deleted_at is null and registered_at is null;

-- How many users an account has, and how many are registered, without counting rows. Several rows an account, so that
-- writers at once seldom meet.
create table user_counts (
  account_id uuid not null references accounts (id),
  shard      smallint not null,
  users      bigint not null default 0,
  registered bigint not null default 0,
  primary key (account_id, shard)
);
alter table user_counts enable row level security;
alter table user_counts force row level security;
create policy tenant on user_counts using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on user_counts to accounts_app;

do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    insert into user_counts (account_id, shard, users, registered)
      select a, 0, count(*), count(registered_at) from users where account_id = a and deleted_at is null;
  end loop;
end $$;

-- Row-level security keeps the planner from using the gram index for a caller, since @> and LIKE are not leakproof. This
-- function takes the account from the transaction itself and says nothing but ids. `is true` keeps the account's btree
-- indexes out of a BitmapAnd with the grams, which are of one account anyway.
create function search_users(wanted integer[], patterns text[], most integer) returns table (id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic
    select u.id from public.users u
    where u.grams @> wanted and (u.account_id = public.current_account()) is true and u.deleted_at is null
      and u.search_text like all (patterns)
    limit most;
  end;
alter function search_users(integer[], text[], integer) owner to accounts_search;
revoke all on function search_users(integer[], text[], integer) from public;
grant execute on function search_users(integer[], text[], integer) to accounts_app;
