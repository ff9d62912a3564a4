-- The narrow functions that cross accounts. Each is owned by accounts_search (NOLOGIN, no table, no BYPASSRLS), which
-- reads through policies of its own. Forced row-level security binds a table's owner too.

create policy searched on users for select to accounts_search using (true);
create policy searched on accounts for select to accounts_search using (true);
create policy searched on sessions for select to accounts_search using (true);
create policy searched on mailbox_messages for select to accounts_search using (true);
grant select on users, accounts, sessions, mailbox_messages to accounts_search;

-- Who may sign in with this email: the registered users, most recently used first. Never says more than ids.
create function sign_in_candidates(wanted_key text, wanted_limit integer)
  returns table (account_id uuid, user_id uuid)
  language sql stable security definer set search_path = pg_catalog, public rows 5
  begin atomic select u.account_id, u.id from public.users u
    where u.email_key = wanted_key and u.deleted_at is null and u.registered_at is not null
    order by u.last_sign_in_at desc nulls last, u.account_id limit wanted_limit; end;

-- The session behind a cookie, if neither idle nor past its end, with what every request needs of its user.
create function session_of(wanted_account uuid, wanted_hash bytea, idle interval, absolute interval)
  returns table (session_id uuid, user_id uuid, role text, display_name text, email text, source_active boolean,
    suspended_by_admin boolean, stale boolean, account_kind text, account_number text, account_name text,
    account_language text)
  language sql stable security definer set search_path = pg_catalog, public rows 1
  begin atomic select s.id, u.id, u.role, u.display_name, u.email, u.source_active, u.suspended_by_admin,
      s.last_seen_at < now() - least(interval '5 minutes', idle / 10), a.kind, a.number, a.name, a.language
    from public.sessions s
    join public.users u on u.account_id = s.account_id and u.id = s.user_id
    join public.accounts a on a.id = s.account_id
    where s.account_id = wanted_account and s.token_hash = wanted_hash
      and s.last_seen_at > now() - idle and s.created_at > now() - absolute
      and u.deleted_at is null and u.role is not null and a.state = 'active'; end;

-- The internal id of an account's public number.
create function account_by_number(wanted_number text) returns uuid
  language sql stable security definer set search_path = pg_catalog, public
  begin atomic select a.id from public.accounts a where a.number = wanted_number; end;

-- The built-in mailbox shows the messages of every account; it exists without SMTP_URL only.
create function mailbox_recent(wanted_limit integer)
  returns table (id uuid, address text, subject text, body_text text, body_html text, kind text, at timestamptz)
  language sql stable security definer set search_path = pg_catalog, public rows 100
  begin atomic select m.id, m.address, m.subject, m.body_text, m.body_html, m.kind, m.at
    from public.mailbox_messages m order by m.at desc, m.id desc limit wanted_limit; end;

-- Puts a job into the queue, inside the caller's transaction. Only listed jobs, only for the transaction's account.
create function enqueue(job text, payload json, run_at timestamptz default null, job_key text default null)
  returns void language plpgsql security definer set search_path = pg_catalog, public as $$
begin
  if job not in ('mails.deliver', 'jobs.run') then
    raise exception 'unknown job %', job using errcode = 'AC001';
  end if;
  if (payload ->> 'accountId')::uuid is distinct from public.current_account() then
    raise exception 'job of another account' using errcode = 'AC002';
  end if;
  perform graphile_worker.add_job(job, payload, run_at => run_at, job_key => job_key, max_attempts => 25);
end $$;

do $$ declare f regprocedure; begin
  foreach f in array array['sign_in_candidates(text,integer)', 'session_of(uuid,bytea,interval,interval)',
    'account_by_number(text)', 'mailbox_recent(integer)']::regprocedure[] loop
    execute format('alter function %s owner to accounts_search', f);
    execute format('revoke all on function %s from public', f);
    execute format('grant execute on function %s to accounts_app', f);
  end loop;
end $$;
revoke all on function enqueue(text, json, timestamptz, text) from public;
grant execute on function enqueue(text, json, timestamptz, text) to accounts_app;
