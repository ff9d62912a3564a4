-- The record of changes, the outbox, background jobs and idempotency.

-- Append-only for the app role. Personal values stand in event_values, so that they can be erased.
create table events (
  account_id       uuid not null references accounts (id),
  id               uuid not null,
  at               timestamptz not null default now(),
  name             text not null,
  actor_kind       text not null,
  actor_id         uuid,
  actor_account_id uuid,
  actor_name       text,
  subject_id       uuid,
  user_id          uuid,
  source_id        uuid,
  job_id           uuid,
  request_id       text,
  ip               text,
  version          integer,
  data             jsonb,
  primary key (account_id, id)
);
create index events_by_user on events (account_id, user_id, id) where user_id is not null;
create index events_by_job on events (account_id, job_id, id) where job_id is not null;

create table event_values (
  account_id uuid not null,
  event_id   uuid not null,
  user_id    uuid,
  before     jsonb,
  after      jsonb,
  primary key (account_id, event_id),
  foreign key (account_id, event_id) references events (account_id, id)
);
create index event_values_by_user on event_values (account_id, user_id) where user_id is not null;

-- One message to hand over. No token and no body: both are made again at each try from SECRET_KEY and the user.
create table mails (
  account_id      uuid not null references accounts (id),
  id              uuid not null,
  kind            text not null,
  user_id         uuid,
  link_id         uuid,
  address         text not null,
  params          jsonb not null default '{}',
  state           text not null default 'queued' check (state in ('queued', 'sent', 'refused', 'cancelled')),
  attempts        integer not null default 0,
  next_attempt_at timestamptz not null default now(),
  queued_at       timestamptz not null default now(),
  sent_at         timestamptz,
  last_error      text,
  job_id          uuid,
  primary key (account_id, id),
  foreign key (account_id, user_id) references users (account_id, id) on delete cascade
);
create index mails_due on mails (account_id, next_attempt_at, id) where state = 'queued';
create index mails_by_user on mails (account_id, user_id);
create index mails_sent on mails (account_id, sent_at) where sent_at is not null;

-- Without SMTP_URL the built-in mailbox keeps what would have been sent.
create table mailbox_messages (
  account_id uuid not null references accounts (id),
  id         uuid not null,
  address    text not null,
  subject    text not null,
  body_text  text not null,
  body_html  text not null,
  kind       text not null,
  at         timestamptz not null default now(),
  primary key (account_id, id)
);

create table jobs (
  account_id  uuid not null references accounts (id),
  id          uuid not null,
  action      text not null,
  params      jsonb not null default '{}',
  selection   jsonb not null default '{}',
  actor       jsonb not null,
  state       text not null default 'queued'
              check (state in ('queued', 'running', 'waiting', 'done', 'cancelled', 'failed')),
  total       integer not null default 0,
  processed   integer not null default 0,
  changed     integer not null default 0,
  skipped     jsonb not null default '{}',
  failed      jsonb not null default '{}',
  undoable    boolean not null default false,
  undo_of     uuid,
  position    jsonb,
  lease_until timestamptz,
  created_at  timestamptz not null default now(),
  started_at  timestamptz,
  ended_at    timestamptz,
  primary key (account_id, id)
);
create index jobs_recent on jobs (account_id, created_at desc, id);

-- Skips and failures get rows of their own; a change is its event.
create table job_results (
  account_id uuid not null,
  job_id     uuid not null,
  user_id    uuid not null,
  outcome    text not null check (outcome in ('skipped', 'failed')),
  code       text not null,
  primary key (account_id, job_id, user_id),
  foreign key (account_id, job_id) references jobs (account_id, id)
);

create table idempotency_keys (
  account_id   uuid not null references accounts (id),
  key_hash     bytea not null,
  request_hash bytea not null,
  status       integer,
  body         text,
  headers      jsonb,
  created_at   timestamptz not null default now(),
  primary key (account_id, key_hash)
);

-- Counters of tries (sign-in, codes, mails asked for), global and local to each database. Keys are hashes.
create table throttles (
  key        bytea primary key,
  tries      integer not null,
  since      timestamptz not null default now()
);
