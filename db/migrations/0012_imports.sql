-- Imports: a spreadsheet, what each of its rows would do, and what became of it (R31–R37).

create table imports (
  account_id      uuid not null references accounts (id),
  id              uuid not null,
  file_name       text not null,
  kind            text not null check (kind in ('xlsx', 'csv', 'rows')),
  -- An import is done when its job has ended: that stands with the job only, so that no crash can come between.
  state           text not null check (state in ('reading', 'preview', 'committing', 'cancelled')),
  -- In the order of the file: {header, column, remembered, samples}.
  columns         jsonb not null default '[]',
  update_existing boolean not null default false,
  job_id          uuid,
  -- Why nothing came of the file: a problem code.
  error           text,
  started_by      jsonb not null,
  -- Who reads the file now: the attempt that counts, and until when it may stay silent.
  attempt         integer not null default 0,
  lease_until     timestamptz,
  created_at      timestamptz not null default date_trunc('milliseconds', now()),
  touched_at      timestamptz not null default now(),
  ended_at        timestamptz,
  -- Its rows are gone: personal data is kept for 30 days.
  swept           boolean not null default false,
  -- What the rows came to, kept when they go.
  counts          jsonb,
  primary key (account_id, id),
  foreign key (account_id, job_id) references jobs (account_id, id)
);
create index imports_by_age on imports (account_id, created_at desc, id desc);
create index imports_reading on imports (lease_until, created_at) where state = 'reading';
create index imports_unswept on imports (touched_at) where not swept;

-- The file itself, until it is read.
create table import_files (
  account_id uuid not null,
  import_id  uuid not null,
  n          integer not null,
  bytes      bytea not null,
  primary key (account_id, import_id, n),
  foreign key (account_id, import_id) references imports (account_id, id) on delete cascade
);
alter table import_files alter column bytes set storage external;

create table import_rows (
  account_id   uuid not null,
  import_id    uuid not null,
  row          integer not null,
  -- The user that the row makes has this id, however often that is tried.
  id           uuid not null,
  version      integer not null default 1,
  -- As in the file, and what was corrected since by the name of the column.
  cells        text[] not null,
  fixes        jsonb not null default '{}',
  search_text  text not null,
  email_key    text collate "C",
  -- What is wrong with the row by itself: {column, code}.
  faults       jsonb,
  twice        boolean not null default false,
  holder_id    uuid,
  wants_update boolean not null default false,
  removed      boolean not null default false,
  products     text[] not null default '{}',
  -- Values that stay, since a source of the holder owns them.
  owned        smallint not null default 0,
  outcome      text check (outcome in ('created', 'updated', 'unchanged')),
  status       text not null generated always as (case
                 when removed then 'removed'
                 when faults is not null or twice then 'error'
                 when holder_id is null then 'new'
                 when wants_update then 'update'
                 else 'error' end) stored,
  user_id      uuid not null generated always as (case
                 when wants_update and holder_id is not null then holder_id else id end) stored,
  primary key (account_id, import_id, row),
  foreign key (account_id, import_id) references imports (account_id, id) on delete cascade
) with (fillfactor = 80);
create index import_rows_by_email on import_rows (account_id, import_id, email_key) where email_key is not null;
create index import_rows_by_status on import_rows (account_id, import_id, status, row);
create index import_rows_by_user on import_rows (account_id, import_id, user_id);

-- What a header was taken for the last time; null: left out.
create table import_mappings (
  account_id uuid not null references accounts (id),
  header_key text not null,
  field      text,
  primary key (account_id, header_key)
);

do $$ declare t text; begin
  foreach t in array array['imports', 'import_files', 'import_rows', 'import_mappings'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (account_id = current_account())
      with check (account_id = current_account())', t);
    execute format('grant select, insert, update, delete on %I to accounts_app', t);
  end loop;
end $$;

create policy searched on imports for select to accounts_search using (true);
grant select on imports to accounts_search;

-- Imports whose reader has gone silent. Never says more than ids.
create function imports_stalled(quiet interval) returns table (account_id uuid, import_id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic select i.account_id, i.id from public.imports i
    where i.state = 'reading' and coalesce(i.lease_until, i.created_at + quiet) < now()
    order by i.created_at limit 1000; end;
alter function imports_stalled(interval) owner to accounts_search;
revoke all on function imports_stalled(interval) from public;
grant execute on function imports_stalled(interval) to accounts_app;

-- Accounts with imports that nobody touched for so long. Never says more than ids.
create function imports_to_sweep(kept interval) returns table (account_id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic select distinct i.account_id from public.imports i
    where not i.swept and i.touched_at < now() - kept; end;
alter function imports_to_sweep(interval) owner to accounts_search;
revoke all on function imports_to_sweep(interval) from public;
grant execute on function imports_to_sweep(interval) to accounts_app;

-- As in 0007, with two more jobs.
create or replace function enqueue(job text, payload json, run_at timestamptz default null, job_key text default null)
  returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if job not in ('mails.deliver', 'jobs.run', 'users.eraseDeleted', 'imports.read', 'imports.sweep') then
    raise exception 'unknown job %', job using errcode = 'AC001';
  end if;
  if (payload ->> 'accountId')::uuid is distinct from public.current_account() then
    raise exception 'job of another account' using errcode = 'AC002';
  end if;
  perform graphile_worker.add_job(job, payload, run_at => run_at, job_key => job_key, max_attempts => 25);
end $$;
