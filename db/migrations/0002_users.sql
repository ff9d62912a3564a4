-- Users of an account, their credentials, sessions and one-time links.

create table users (
  account_id            uuid not null references accounts (id),
  id                    uuid not null,
  name                  text,
  first_name            text,
  last_name             text,
  email                 text,
  mobile                text,
  extension             text,
  -- Computed by domain/fold.ts and written together with the fields above by writeUsers() only.
  display_name          text not null,
  name_key              text collate "C" not null,
  email_key             text collate "C",
  search_text           text collate "C" not null,
  -- Facts. role null: no CloudLink account.
  role                  text check (role in ('partner', 'account_admin', 'user')),
  origin                text not null
                        check (origin in ('console', 'import', 'scim', 'pbx', 'micloud_connect', 'iot')),
  link_kinds            text[] not null default '{}',
  registered_at         timestamptz,
  source_active         boolean not null default true,
  suspended_by_admin    boolean not null default false,
  cloudlink_removed_at  timestamptz,
  -- The newest welcome link. What depends on time (expired) is computed at read.
  invitation            text not null default 'not_sent'
                        check (invitation in ('not_sent', 'queued', 'sent', 'refused')),
  invitation_sent_at    timestamptz,
  -- The ETag: rises with fields, role, licences, active state and deletion; never with mails or sign-ins.
  version               integer not null default 1,
  created_at            timestamptz not null default now(),
  modified_at           timestamptz not null default now(),
  modified_by           jsonb,
  last_sign_in_at       timestamptz,
  deleted_at            timestamptz,
  deleted_by            jsonb,
  primary key (account_id, id),
  check (role is not null or registered_at is null)
);
create unique index users_email on users (account_id, email_key) where deleted_at is null;
create index users_by_name on users (account_id, name_key, id) where deleted_at is null;
create index users_by_email_key on users (account_id, email_key, id) where deleted_at is null;
create index users_admins on users (account_id, name_key, id)
  where deleted_at is null and role in ('account_admin', 'partner');
create index users_sign_in on users (email_key) where deleted_at is null and registered_at is not null;
create index users_deleted on users (account_id, deleted_at) where deleted_at is not null;

create table credentials (
  account_id    uuid not null,
  user_id       uuid not null,
  password_hash text not null,
  changed_at    timestamptz not null default now(),
  -- Set when the CloudLink account goes and the row stays; kept for restore, never accepted.
  removed_at    timestamptz,
  primary key (account_id, user_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);

create table sessions (
  account_id   uuid not null,
  token_hash   bytea not null,
  id           uuid not null,
  user_id      uuid not null,
  created_at   timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  ip           text,
  user_agent   text,
  primary key (account_id, token_hash),
  unique (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index sessions_by_user on sessions (account_id, user_id);

-- Welcome and reset links. Only a hash of the token is kept; the token is HMAC(SECRET_KEY, purpose, id, generation).
create table one_time_links (
  account_id     uuid not null,
  id             uuid not null,
  user_id        uuid not null,
  purpose        text not null check (purpose in ('welcome', 'reset')),
  generation     integer not null,
  token_hash     bytea not null,
  code_hash      bytea,
  tries_left     smallint not null default 5,
  created_at     timestamptz not null default now(),
  -- First hand-over to the mail server starts the time to live.
  handed_over_at timestamptz,
  used_at        timestamptz,
  voided_at      timestamptz,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index one_time_links_open on one_time_links (account_id, user_id, purpose)
  where used_at is null and voided_at is null;
create unique index one_time_links_generation on one_time_links (account_id, user_id, purpose, generation);
