-- Who is looked for by grams is compared and sorted where the grams are (docs/decisions/0011-search.md): the text and the name
-- stand beside them, and only live users do, so that a candidate is one row and not two. Deleting a user takes the row
-- away, restoring writes it again. Nothing is compressed: reading it back costs more than its room.
drop function search_users(integer[], text[], integer);
-- A new table, since writing each row of the old one once more would leave it twice as large.
alter table user_grams rename to user_grams_before;
alter table user_grams_before drop constraint user_grams_pkey, drop constraint user_grams_account_id_user_id_fkey;
drop index users_grams;
create table user_grams (
  account_id  uuid not null,
  user_id     uuid not null,
  name_key    text collate "C" not null,
  search_text text collate "C" not null,
  grams       integer[] not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
alter table user_grams alter column grams set storage external;
alter table user_grams enable row level security;
alter table user_grams force row level security;
create policy tenant on user_grams using (account_id = current_account()) with check (account_id = current_account());
create policy searched on user_grams for select to accounts_search using (true);
grant select, insert, update, delete on user_grams to accounts_app;
grant select on user_grams to accounts_search;

do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    insert into user_grams (account_id, user_id, name_key, search_text, grams)
      select a, u.id, u.name_key, u.search_text, g.grams
      from users u join user_grams_before g on g.account_id = a and g.user_id = u.id
      where u.account_id = a and u.deleted_at is null;
  end loop;
end $$;
drop table user_grams_before;

create index users_grams on user_grams using gin (grams) with (fastupdate = on, gin_pending_list_limit = 128);

-- As in 0010, from one table. The account is asked for once, not for each row. A plan for the values asked would sometimes
-- read the whole table for a gram that many users have; what is looked up is decided before (users.find.ts).
create function search_users(wanted integer[], patterns text[], most integer) returns table (id uuid, name_key text)
  language sql stable security definer set search_path = pg_catalog, public set enable_seqscan = off
  set plan_cache_mode = force_generic_plan rows 10
  begin atomic
    select g.user_id, g.name_key from public.user_grams g
    where g.grams @> wanted and (g.account_id = (select public.current_account())) is true
      and g.search_text like all (patterns)
    limit most;
  end;
alter function search_users(integer[], text[], integer) owner to accounts_search;
revoke all on function search_users(integer[], text[], integer) from public;
grant execute on function search_users(integer[], text[], integer) to accounts_app;
