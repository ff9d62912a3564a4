-- What a request costs (docs/decisions/0014-cost-of-a-request.md).

-- A changed name writes a hundred entries of the gram index. A short list of pending rows, which every search looks
-- through, lets PostgreSQL write those of some fifty users at once, for a third of the cost.
alter index users_grams set (fastupdate = on, gin_pending_list_limit = 128);

-- As in 0010, with the key by which the list is sorted most: a page and its total need no second look at the rows.
drop function search_users(integer[], text[], integer);
create function search_users(wanted integer[], patterns text[], most integer) returns table (id uuid, name_key text)
  language sql stable security definer set search_path = pg_catalog, public rows 10
  begin atomic
    select u.id, u.name_key from public.user_grams g join public.users u on u.account_id = g.account_id and u.id = g.user_id
    where g.grams @> wanted and (g.account_id = public.current_account()) is true and u.deleted_at is null
      and u.search_text like all (patterns)
    limit most;
  end;
alter function search_users(integer[], text[], integer) owner to accounts_search;
revoke all on function search_users(integer[], text[], integer) from public;
grant execute on function search_users(integer[], text[], integer) to accounts_app;

-- As those of the other kinds in 0008: without it the number of imported users is counted by reading all users.
create index users_of_import on users (account_id, name_key, id)
  where deleted_at is null and link_kinds = '{}' and origin = 'import';
