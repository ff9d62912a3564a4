-- Whom a phone system knows by an extension, for a directory that names it (scim.md §3.1). Others’ writes don’t pay for it.
create index users_of_pbx_by_extension on users (account_id, extension)
  where deleted_at is null and link_kinds @> '{pbx}' and extension is not null;
