-- What a directory's list and its total cost (docs/decisions/0018-cost-of-scim.md): who is in sight is known from indexes
-- alone, in the order of ids, so that neither the total nor the way to a page deep in the list reads a row.
drop index links_of_source_user;
create unique index links_of_source_user on links (account_id, source_id, user_id) include (state);
create index links_gone on links (account_id, source_id, user_id) where state = 'gone';
create index users_claimable on users (account_id, id)
  where deleted_at is null and email_key is not null and not link_kinds @> '{scim}';

-- Asked for each of a thousand members, and always for the group that the statement's own transaction holds locked. Its
-- members go with it by the statement that deletes it.
alter table group_members drop constraint group_members_account_id_group_id_fkey;
