-- Accounts, and the ground that every tenant table stands on.
--
-- Roles (made by server/platform/migrate.ts before the first migration):
--   accounts_app     what the server may do; the login role of DATABASE_URL is its member. Owns nothing.
--   accounts_search  owns the narrow security definer functions; NOLOGIN, owns no table, SELECT only.
--
-- Every tenant table: account_id first in every key, row-level security enabled and forced. An unset
-- app.account_id is null, and null equals nothing: it fails closed.

create extension if not exists pg_trgm;

create function current_account() returns uuid
  language sql stable parallel safe
  return nullif(current_setting('app.account_id', true), '')::uuid;

create table accounts (
  id                 uuid primary key,
  number             text not null unique check (number ~ '^[0-9]{9}$'),
  kind               text not null check (kind in ('partner', 'customer')),
  partner_account_id uuid references accounts (id),
  name               text not null,
  name_key           text collate "C" not null,
  address            text,
  country            text,
  language           text not null default 'en',
  support_contacts   jsonb not null default '[]',
  state              text not null default 'active' check (state in ('active', 'deactivated')),
  version            integer not null default 1,
  created_at         timestamptz not null default now(),
  modified_at        timestamptz not null default now(),
  check ((kind = 'customer') = (partner_account_id is not null))
);
create index accounts_by_partner on accounts (partner_account_id, name_key, id);

-- A partner account sees itself and its customer accounts; a customer account sees itself.
alter table accounts enable row level security;
alter table accounts force row level security;
create policy accounts_seen on accounts for select
  using (id = current_account() or partner_account_id = current_account());
create policy accounts_made on accounts for insert with check (id = current_account());
create policy accounts_changed on accounts for update using (id = current_account());

-- The last-admin rule locks this row, last of all locks.
create table admin_guards (
  account_id uuid primary key references accounts (id)
);

create table integrations (
  account_id  uuid not null references accounts (id),
  integration text not null,
  enabled     boolean not null default false,
  modified_at timestamptz not null default now(),
  primary key (account_id, integration)
);
