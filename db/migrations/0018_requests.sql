-- A job without a key is one row. add_job() looks for queues and keys that it has not, which costs three times as much, and
-- tells the workers inside the transaction, for which PostgreSQL lets one commit at a time through in the whole database:
-- the server tells them after the commit (server/platform/queue.ts).
create or replace function enqueue(job text, payload json, run_at timestamptz default null, job_key text default null)
  returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if job not in ('mails.deliver', 'jobs.run', 'users.eraseDeleted', 'imports.read', 'imports.sweep') then
    raise exception 'unknown job %', job using errcode = 'AC001';
  end if;
  if (payload ->> 'accountId')::uuid is distinct from public.current_account() then
    raise exception 'job of another account' using errcode = 'AC002';
  end if;
  if job_key is null then
    insert into graphile_worker._private_jobs (task_id, payload, run_at, max_attempts)
      select t.id, enqueue.payload, coalesce(enqueue.run_at, now()), 25
      from graphile_worker._private_tasks t where t.identifier = job;
    if found then return; end if;
  end if;
  -- Also where the queue does not know the job yet.
  perform graphile_worker.add_job(job, payload, run_at => run_at, job_key => job_key, max_attempts => 25);
end $$;
