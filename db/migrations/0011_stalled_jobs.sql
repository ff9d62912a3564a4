-- A worker that is killed keeps its entry in the queue locked for hours. Jobs of users have a lease of their own: whatever
-- has not ended and whose lease is over is put into the queue again.

create index jobs_open on jobs (lease_until, created_at) where state in ('queued', 'running', 'waiting');

create policy searched on jobs for select to accounts_search using (true);
grant select on jobs to accounts_search;

-- Never says more than ids.
create function jobs_stalled(quiet interval) returns table (account_id uuid, job_id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic select j.account_id, j.id from public.jobs j
    where j.state in ('queued', 'running', 'waiting') and coalesce(j.lease_until, j.created_at + quiet) < now()
    order by j.created_at limit 1000; end;
alter function jobs_stalled(interval) owner to accounts_search;
revoke all on function jobs_stalled(interval) from public;
grant execute on function jobs_stalled(interval) to accounts_app;
