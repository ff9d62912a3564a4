-- SCIM: what directories ask by, what they asked lately, whom they clash with, and their groups.

-- The sign-in name by which a directory knows a user, folded as server/scim/fold.ts folds it (SCIM-C3), and a version
-- of what was sent, for entity tags (SCIM-E1).
alter table links
  add column user_name_key text collate "C"
    generated always as (lower(normalize(raw ->> 'userName', NFC) collate "und-x-icu")) stored,
  add column version integer not null default 1,
  add column changed_at timestamptz not null default now();
create unique index links_user_name on links (account_id, user_name_key) where state = 'linked' and kind = 'scim';

create index source_tokens_by_hash on source_tokens (account_id, token_hash) where revoked_at is null;

-- Every address that a directory sent of a user, by its key. It only narrows searches down: a row too many does no harm.
create table provisioned_emails (
  account_id uuid not null,
  user_id    uuid not null,
  source_id  uuid not null,
  email_key  text collate "C" not null,
  primary key (account_id, source_id, user_id, email_key),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index provisioned_emails_by_key on provisioned_emails (account_id, email_key);

-- Users that a directory wanted to make and that look like somebody who is here already. One row a sign-in name.
create table conflicts (
  account_id    uuid not null,
  id            uuid not null,
  source_id     uuid not null,
  user_name_key text collate "C" not null,
  external_id   text,
  rule          text not null,
  resource      jsonb not null,
  candidates    uuid[] not null,
  state         text not null default 'open' check (state in ('open', 'linked', 'kept_apart', 'ignored')),
  user_id       uuid,
  tries         integer not null default 1,
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  decided_at    timestamptz,
  decided_by    jsonb,
  primary key (account_id, id),
  unique (account_id, source_id, user_name_key),
  foreign key (account_id, source_id) references sources (account_id, id)
);
create index conflicts_open on conflicts (account_id, last_seen_at) where state = 'open';

-- The last requests of a source with their answers. Secrets and personal data are masked before they get here.
create table provisioning_requests (
  account_id uuid not null,
  id         uuid not null,
  source_id  uuid not null,
  at         timestamptz not null,
  method     text not null,
  path       text not null,
  status     smallint not null,
  detail     text,
  ms         integer not null,
  body       jsonb,
  primary key (account_id, source_id, id),
  foreign key (account_id, source_id) references sources (account_id, id)
);

create table groups (
  account_id       uuid not null references accounts (id),
  id               uuid not null,
  source_id        uuid not null,
  display_name     text not null,
  display_name_key text collate "C" not null,
  external_id      text collate "C",
  -- Members of this group get this product.
  product_id       text references products (id),
  -- Needed and available, when there were too few seats.
  shortage         jsonb,
  version          integer not null default 1,
  created_at       timestamptz not null default now(),
  modified_at      timestamptz not null default now(),
  primary key (account_id, id),
  foreign key (account_id, source_id) references sources (account_id, id)
);
create unique index groups_name on groups (account_id, source_id, display_name_key);
create unique index groups_external_id on groups (account_id, source_id, external_id);
create index groups_by_created on groups (account_id, created_at, id);

-- Users and groups in a group. Who is deleted is not shown and comes back with the user's restoring.
create table group_members (
  account_id      uuid not null,
  group_id        uuid not null,
  member_id       uuid not null,
  user_id         uuid,
  member_group_id uuid,
  added_at        timestamptz not null default now(),
  primary key (account_id, group_id, member_id),
  foreign key (account_id, group_id) references groups (account_id, id) on delete cascade,
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade,
  foreign key (account_id, member_group_id) references groups (account_id, id) on delete cascade,
  check (member_id = coalesce(user_id, member_group_id) and (user_id is null) <> (member_group_id is null))
);
create index group_members_by_user on group_members (account_id, user_id) where user_id is not null;
create index group_members_by_group on group_members (account_id, member_group_id) where member_group_id is not null;

-- Licences that a group's rule has given, so that it takes back no other.
create table group_licences (
  account_id uuid not null,
  group_id   uuid not null,
  user_id    uuid not null,
  product_id text not null references products (id),
  primary key (account_id, group_id, user_id),
  foreign key (account_id, group_id) references groups (account_id, id) on delete cascade,
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index group_licences_by_user on group_licences (account_id, user_id);

do $$ declare t text; begin
  foreach t in array array['provisioned_emails', 'conflicts', 'provisioning_requests', 'groups', 'group_members',
    'group_licences'] loop
    execute format('alter table %I enable row level security', t);
    execute format('alter table %I force row level security', t);
    execute format('create policy tenant on %I using (account_id = current_account())
      with check (account_id = current_account())', t);
    execute format('grant select, insert, update, delete on %I to accounts_app', t);
  end loop;
end $$;

-- A directory's representation of a user for filters: what it sent, and for what it never sent the value that the user
-- has otherwise. server/features/provisioning/provisioning.document.ts makes the same for answers.
create function scim_document(raw jsonb, sent jsonb, user_name text, first_name text, last_name text, email text,
    mobile text, extension text) returns jsonb
  language sql immutable parallel safe
  begin atomic
    select case
      when sent ?& array['name', 'firstName', 'lastName', 'email', 'mobile', 'extension'] and raw ? 'emails' then raw
      else raw
        || case when raw ? 'userName' or email is null then '{}' else jsonb_build_object('userName', email) end
        || case when sent ? 'name' or user_name is null then '{}' else jsonb_build_object('displayName', user_name) end
        || case when sent ? 'firstName' and sent ? 'lastName' or coalesce(first_name, last_name) is null then '{}'
          else jsonb_build_object('name', coalesce(raw -> 'name', '{}')
            || case when sent ? 'firstName' or first_name is null then '{}' else jsonb_build_object('givenName', first_name) end
            || case when sent ? 'lastName' or last_name is null then '{}' else jsonb_build_object('familyName', last_name) end) end
        -- Who has no address but the sign-in name is found by it too: it would make a POST fail.
        || case when raw ? 'emails' or email is null then '{}' else jsonb_build_object('emails',
          jsonb_build_array(jsonb_build_object('value', email, 'type', 'work', 'primary', true))) end
        || case when sent ? 'mobile' or mobile is null then '{}' else jsonb_build_object('phoneNumbers',
          coalesce(raw -> 'phoneNumbers', '[]') || jsonb_build_array(jsonb_build_object('value', mobile, 'type', 'mobile'))) end
        || case when sent ? 'extension' or extension is null then '{}' else jsonb_build_object(
          'urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User',
          coalesce(raw -> 'urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User', '{}')
            || jsonb_build_object('extension', extension)) end
    end;
  end;
