-- Where users come from, and what they are licensed for.

create table sources (
  account_id      uuid not null references accounts (id),
  id              uuid not null,
  kind            text not null check (kind in ('scim', 'pbx', 'micloud_connect', 'iot')),
  name            text not null,
  state           text not null default 'active' check (state in ('active', 'paused', 'removed')),
  settings        jsonb not null default '{}',
  version         integer not null default 1,
  created_at      timestamptz not null default now(),
  last_sync_at    timestamptz,
  primary key (account_id, id)
);

create table source_tokens (
  account_id   uuid not null,
  id           uuid not null,
  source_id    uuid not null,
  token_hash   bytea not null,
  created_at   timestamptz not null default now(),
  last_used_at timestamptz,
  revoked_at   timestamptz,
  primary key (account_id, id),
  foreign key (account_id, source_id) references sources (account_id, id)
);

-- The tie of a user to a source. sent: what the source sent for each field, an explicit null counts.
create table links (
  account_id    uuid not null,
  id            uuid not null,
  source_id     uuid not null,
  user_id       uuid not null,
  external_id   text collate "C",
  kind          text not null,
  state         text not null default 'linked' check (state in ('linked', 'released', 'gone')),
  sent          jsonb not null default '{}',
  raw           jsonb not null default '{}',
  first_seen_at timestamptz not null default now(),
  last_seen_at  timestamptz not null default now(),
  ended_at      timestamptz,
  primary key (account_id, id),
  foreign key (account_id, source_id) references sources (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create unique index links_of_source_id on links (account_id, source_id, external_id) where state = 'linked';
create unique index links_of_source_user on links (account_id, source_id, user_id);
create index links_by_user on links (account_id, user_id);

-- The product catalogue: global, small, written by `migrate` from domain/products.ts and configuration.
create table products (
  id                      text primary key,
  name                    text not null,
  requires_integration    text,
  excluded_by_integration text
);

create table subscriptions (
  account_id uuid not null references accounts (id),
  id         uuid not null,
  product_id text not null references products (id),
  quantity   integer not null check (quantity > 0),
  starts_at  timestamptz not null,
  expires_at timestamptz,
  ended_at   timestamptz,
  created_at timestamptz not null default now(),
  primary key (account_id, id),
  check (expires_at is null or expires_at > starts_at)
);
create index subscriptions_by_product on subscriptions (account_id, product_id);

-- One counter row per (account, product): the only lock that seats take.
create table seats (
  account_id uuid not null references accounts (id),
  product_id text not null references products (id),
  assigned   integer not null default 0 check (assigned >= 0),
  reserved   integer not null default 0 check (reserved >= 0),
  primary key (account_id, product_id)
);

create table licences (
  account_id  uuid not null,
  user_id     uuid not null,
  product_id  text not null references products (id),
  assigned_at timestamptz not null default now(),
  primary key (account_id, user_id, product_id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index licences_by_product on licences (account_id, product_id, user_id);
