-- Deleted users are erased for good after their 30 days (R30), and an event is dated when its change is made.

-- now() is when a transaction began; it may have waited for a lock since, behind a change that it comes after. Whole
-- milliseconds, as they are shown: the state as of an event's moment holds the event.
alter table events alter column at set default date_trunc('milliseconds', clock_timestamp());

-- accounts_eraser (made by server/platform/migrate.ts) owns the one function that changes the record.
grant select on users, event_values to accounts_eraser;
grant update (before, after) on event_values to accounts_eraser;

-- Values of a person as they stay in the record: facts as they are, everything else overwritten.
create function erased(recorded jsonb) returns jsonb
  language sql immutable set search_path = pg_catalog
  begin atomic select case when recorded is not null then (
    select coalesce(jsonb_object_agg(key, case when key in ('role', 'status', 'registered', 'origin', 'products',
      'sourceActive', 'suspendedByAdmin', 'deletedAt') then value else '"[erased]"' end), '{}')
    from jsonb_each(recorded)) end; end;

-- Overwrites what the record says of users who are gone; of anybody who still exists nothing can be overwritten.
-- The transaction's account only, by row-level security.
create function erase_recorded_values(gone uuid[]) returns integer
  language sql security definer set search_path = pg_catalog, public
  begin atomic
    with overwritten as (
      update public.event_values v set before = public.erased(v.before), after = public.erased(v.after)
      where v.account_id = public.current_account() and v.user_id = any (gone) and not exists (
        select from public.users u where u.account_id = v.account_id and u.id = v.user_id)
      returning 1)
    select count(*)::integer from overwritten;
  end;
alter function erase_recorded_values(uuid[]) owner to accounts_eraser;
revoke all on function erase_recorded_values(uuid[]) from public;
grant execute on function erase_recorded_values(uuid[]) to accounts_app;

-- Accounts with users whose time is over. Never says more than ids.
create function accounts_to_erase(kept interval) returns table (account_id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic select distinct u.account_id from public.users u
    where u.deleted_at is not null and u.deleted_at < now() - kept; end;
alter function accounts_to_erase(interval) owner to accounts_search;
revoke all on function accounts_to_erase(interval) from public;
grant execute on function accounts_to_erase(interval) to accounts_app;

-- As in 0006, with one more job.
create or replace function enqueue(job text, payload json, run_at timestamptz default null, job_key text default null)
  returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if job not in ('mails.deliver', 'jobs.run', 'users.eraseDeleted') then
    raise exception 'unknown job %', job using errcode = 'AC001';
  end if;
  if (payload ->> 'accountId')::uuid is distinct from public.current_account() then
    raise exception 'job of another account' using errcode = 'AC002';
  end if;
  perform graphile_worker.add_job(job, payload, run_at => run_at, job_key => job_key, max_attempts => 25);
end $$;
