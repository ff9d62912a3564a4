-- Bulk work: plans, what jobs remember of theirs, and mails that wait behind others.

-- What an action would do to a selection. Its users stand in groups of equal facts, with one verdict each.
create table plans (
  account_id uuid not null references accounts (id),
  id         uuid not null,
  action     text not null,
  params     jsonb not null default '{}',
  selection  jsonb not null default '{}',
  -- Who asked for it; nobody else runs it.
  actor_id   uuid,
  undo_of    uuid,
  answer     jsonb not null,
  digest     text not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  primary key (account_id, id)
);
create index plans_by_expiry on plans (account_id, expires_at);

create table plan_groups (
  account_id uuid not null,
  plan_id    uuid not null,
  n          integer not null,
  facts      jsonb not null,
  -- Why the action does not apply; null: it does.
  code       text,
  size       integer not null,
  ids        uuid[] not null,
  primary key (account_id, plan_id, n),
  foreign key (account_id, plan_id) references plans (account_id, id) on delete cascade
);
-- Ids don't compress; trying costs more than everything else of a plan.
alter table plan_groups alter column ids set storage external;

-- missing: licences that restored users had and for which no seat was free. reserved: seats held for what is yet to come.
alter table jobs
  add column plan_id uuid,
  add column reserved integer not null default 0 check (reserved >= 0),
  add column missing jsonb not null default '{}',
  add column error text,
  add foreign key (account_id, plan_id) references plans (account_id, id);
create index jobs_by_undone on jobs (account_id, undo_of) where undo_of is not null;
-- A plan runs once.
create unique index jobs_by_plan on jobs (account_id, plan_id) where plan_id is not null;

do $$ declare t text; begin
  foreach t in array array['plans', 'plan_groups'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (account_id = current_account())
      with check (account_id = current_account())', t);
    execute format('grant select, insert, update, delete on %I to accounts_app', t);
  end loop;
end $$;

-- Mails of a bulk job wait behind what a single person asked for. Few mails do not wait, so they have the index of their own.
alter table mails add column priority smallint not null default 0 check (priority in (0, 1));
create index mails_at_once on mails (account_id, next_attempt_at, id) where state = 'queued' and priority = 0;

-- Grams in a table of their own: a GIN index costs ten times as much as all other indexes of users together, and PostgreSQL
-- pays for it with every new version of a row, whatever changed. So it is paid when names or numbers change.
create table user_grams (
  account_id uuid not null,
  user_id    uuid not null,
  grams      integer[] not null,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
alter table user_grams enable row level security;
alter table user_grams force row level security;
create policy tenant on user_grams using (account_id = current_account()) with check (account_id = current_account());
create policy searched on user_grams for select to accounts_search using (true);
grant select, insert, update, delete on user_grams to accounts_app;
grant select on user_grams to accounts_search;

do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    insert into user_grams (account_id, user_id, grams) select account_id, id, grams from users where account_id = a;
  end loop;
end $$;

-- As in 0008, by the other table.
drop function search_users(integer[], text[], integer);
alter table users drop column grams;
create index users_grams on user_grams using gin (grams) with (fastupdate = off);
create function search_users(wanted integer[], patterns text[], most integer) returns table (id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic
    select u.id from public.user_grams g join public.users u on u.account_id = g.account_id and u.id = g.user_id
    where g.grams @> wanted and (g.account_id = public.current_account()) is true and u.deleted_at is null
      and u.search_text like all (patterns)
    limit most;
  end;
alter function search_users(integer[], text[], integer) owner to accounts_search;
revoke all on function search_users(integer[], text[], integer) from public;
grant execute on function search_users(integer[], text[], integer) to accounts_app;

-- Room in each page for the next version of a few rows, so that a change of what no index holds stays in its page.
alter table users set (fillfactor = 80);
