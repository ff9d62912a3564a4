-- Printed from the catalogue of a migrated database by db/print-schema.ts. Not edited by hand.

-- role accounts_app: nologin; usage in schema public
-- role accounts_eraser: nologin; create, usage in schema public
-- role accounts_search: nologin; create, usage in schema public

create extension pg_trgm;

create table accounts (
  id uuid not null,
  number text not null,
  kind text not null,
  partner_account_id uuid,
  name text not null,
  name_key text collate "C" not null,
  address text,
  country text,
  language text not null default 'en'::text,
  support_contacts jsonb not null default '[]'::jsonb,
  state text not null default 'active'::text,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  modified_at timestamp with time zone not null default now(),
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_number_key UNIQUE (number),
  constraint accounts_check CHECK (((kind = 'customer'::text) = (partner_account_id IS NOT NULL))),
  constraint accounts_kind_check CHECK ((kind = ANY (ARRAY['partner'::text, 'customer'::text]))),
  constraint accounts_number_check CHECK ((number ~ '^[0-9]{9}$'::text)),
  constraint accounts_state_check CHECK ((state = ANY (ARRAY['active'::text, 'deactivated'::text]))),
  constraint accounts_partner_account_id_fkey FOREIGN KEY (partner_account_id) REFERENCES accounts(id)
);
CREATE INDEX accounts_by_partner ON public.accounts USING btree (partner_account_id, name_key, id);
alter table accounts enable row level security;
alter table accounts force row level security;
create policy accounts_changed on accounts for update to public using (id = current_account());
create policy accounts_made on accounts for insert to public with check (id = current_account());
create policy accounts_seen on accounts for select to public using ((id = current_account()) OR (partner_account_id = current_account()));
create policy searched on accounts for select to accounts_search using (true);
grant insert, select, update on accounts to accounts_app;
grant select on accounts to accounts_search;

create table admin_guards (
  account_id uuid not null,
  constraint admin_guards_pkey PRIMARY KEY (account_id),
  constraint admin_guards_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table admin_guards enable row level security;
alter table admin_guards force row level security;
create policy tenant on admin_guards for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on admin_guards to accounts_app;

create table conflicts (
  account_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  user_name_key text collate "C" not null,
  external_id text,
  rule text not null,
  resource jsonb not null,
  candidates uuid[] not null,
  state text not null default 'open'::text,
  user_id uuid,
  tries integer not null default 1,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  decided_at timestamp with time zone,
  decided_by jsonb,
  constraint conflicts_pkey PRIMARY KEY (account_id, id),
  constraint conflicts_account_id_source_id_user_name_key_key UNIQUE (account_id, source_id, user_name_key),
  constraint conflicts_state_check CHECK ((state = ANY (ARRAY['open'::text, 'linked'::text, 'kept_apart'::text, 'ignored'::text]))),
  constraint conflicts_account_id_source_id_fkey FOREIGN KEY (account_id, source_id) REFERENCES sources(account_id, id)
);
CREATE INDEX conflicts_open ON public.conflicts USING btree (account_id, last_seen_at) WHERE (state = 'open'::text);
alter table conflicts enable row level security;
alter table conflicts force row level security;
create policy tenant on conflicts for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on conflicts to accounts_app;

create table credentials (
  account_id uuid not null,
  user_id uuid not null,
  password_hash text not null,
  changed_at timestamp with time zone not null default now(),
  removed_at timestamp with time zone,
  constraint credentials_pkey PRIMARY KEY (account_id, user_id),
  constraint credentials_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
alter table credentials enable row level security;
alter table credentials force row level security;
create policy tenant on credentials for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on credentials to accounts_app;

create table event_values (
  account_id uuid not null,
  event_id uuid not null,
  user_id uuid,
  before jsonb,
  after jsonb,
  constraint event_values_pkey PRIMARY KEY (account_id, event_id),
  constraint event_values_account_id_event_id_fkey FOREIGN KEY (account_id, event_id) REFERENCES events(account_id, id)
);
CREATE INDEX event_values_by_user ON public.event_values USING btree (account_id, user_id) WHERE (user_id IS NOT NULL);
alter table event_values enable row level security;
alter table event_values force row level security;
create policy tenant on event_values for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select on event_values to accounts_app;
grant select on event_values to accounts_eraser;
grant update on event_values (before) to accounts_eraser;
grant update on event_values (after) to accounts_eraser;

create table events (
  account_id uuid not null,
  id uuid not null,
  at timestamp with time zone not null default date_trunc('milliseconds'::text, clock_timestamp()),
  name text not null,
  actor_kind text not null,
  actor_id uuid,
  actor_account_id uuid,
  actor_name text,
  subject_id uuid,
  user_id uuid,
  source_id uuid,
  job_id uuid,
  request_id text,
  ip text,
  version integer,
  data jsonb,
  constraint events_pkey PRIMARY KEY (account_id, id)
);
CREATE INDEX events_by_job ON public.events USING btree (account_id, job_id, id) WHERE (job_id IS NOT NULL);
CREATE INDEX events_by_user ON public.events USING btree (account_id, user_id, id) WHERE (user_id IS NOT NULL);
CREATE INDEX events_of_account ON public.events USING btree (account_id, id) WHERE ((job_id IS NULL) OR (user_id IS NULL));
alter table events enable row level security;
alter table events force row level security;
create policy tenant on events for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select on events to accounts_app;

create table group_licences (
  account_id uuid not null,
  group_id uuid not null,
  user_id uuid not null,
  product_id text not null,
  constraint group_licences_pkey PRIMARY KEY (account_id, group_id, user_id),
  constraint group_licences_account_id_group_id_fkey FOREIGN KEY (account_id, group_id) REFERENCES groups(account_id, id) ON DELETE CASCADE,
  constraint group_licences_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE,
  constraint group_licences_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
);
CREATE INDEX group_licences_by_user ON public.group_licences USING btree (account_id, user_id);
alter table group_licences enable row level security;
alter table group_licences force row level security;
create policy tenant on group_licences for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on group_licences to accounts_app;

create table group_members (
  account_id uuid not null,
  group_id uuid not null,
  member_id uuid not null,
  user_id uuid,
  member_group_id uuid,
  added_at timestamp with time zone not null default now(),
  constraint group_members_pkey PRIMARY KEY (account_id, group_id, member_id),
  constraint group_members_check CHECK (((member_id = COALESCE(user_id, member_group_id)) AND ((user_id IS NULL) <> (member_group_id IS NULL)))),
  constraint group_members_account_id_member_group_id_fkey FOREIGN KEY (account_id, member_group_id) REFERENCES groups(account_id, id) ON DELETE CASCADE,
  constraint group_members_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX group_members_by_group ON public.group_members USING btree (account_id, member_group_id) WHERE (member_group_id IS NOT NULL);
CREATE INDEX group_members_by_user ON public.group_members USING btree (account_id, user_id) WHERE (user_id IS NOT NULL);
alter table group_members enable row level security;
alter table group_members force row level security;
create policy tenant on group_members for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on group_members to accounts_app;

create table groups (
  account_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  display_name text not null,
  display_name_key text collate "C" not null,
  external_id text collate "C",
  product_id text,
  shortage jsonb,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  modified_at timestamp with time zone not null default now(),
  constraint groups_pkey PRIMARY KEY (account_id, id),
  constraint groups_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint groups_account_id_source_id_fkey FOREIGN KEY (account_id, source_id) REFERENCES sources(account_id, id),
  constraint groups_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
);
CREATE INDEX groups_by_created ON public.groups USING btree (account_id, created_at, id);
CREATE UNIQUE INDEX groups_external_id ON public.groups USING btree (account_id, source_id, external_id);
CREATE UNIQUE INDEX groups_name ON public.groups USING btree (account_id, source_id, display_name_key);
alter table groups enable row level security;
alter table groups force row level security;
create policy tenant on groups for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on groups to accounts_app;

create table idempotency_keys (
  account_id uuid not null,
  key_hash bytea not null,
  request_hash bytea not null,
  status integer,
  body text,
  headers jsonb,
  created_at timestamp with time zone not null default now(),
  constraint idempotency_keys_pkey PRIMARY KEY (account_id, key_hash),
  constraint idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant on idempotency_keys for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on idempotency_keys to accounts_app;

create table import_files (
  account_id uuid not null,
  import_id uuid not null,
  n integer not null,
  bytes bytea not null,
  constraint import_files_pkey PRIMARY KEY (account_id, import_id, n),
  constraint import_files_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, id) ON DELETE CASCADE
);
alter table import_files enable row level security;
alter table import_files force row level security;
create policy tenant on import_files for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on import_files to accounts_app;

create table import_mappings (
  account_id uuid not null,
  header_key text not null,
  field text,
  constraint import_mappings_pkey PRIMARY KEY (account_id, header_key),
  constraint import_mappings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table import_mappings enable row level security;
alter table import_mappings force row level security;
create policy tenant on import_mappings for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on import_mappings to accounts_app;

create table import_rows (
  account_id uuid not null,
  import_id uuid not null,
  row integer not null,
  id uuid not null,
  version integer not null default 1,
  cells text[] not null,
  fixes jsonb not null default '{}'::jsonb,
  search_text text not null,
  email_key text collate "C",
  faults jsonb,
  twice boolean not null default false,
  holder_id uuid,
  wants_update boolean not null default false,
  removed boolean not null default false,
  products text[] not null default '{}'::text[],
  owned smallint not null default 0,
  outcome text,
  status text not null generated always as (
CASE
    WHEN removed THEN 'removed'::text
    WHEN ((faults IS NOT NULL) OR twice) THEN 'error'::text
    WHEN (holder_id IS NULL) THEN 'new'::text
    WHEN wants_update THEN 'update'::text
    ELSE 'error'::text
END) stored,
  user_id uuid not null generated always as (
CASE
    WHEN (wants_update AND (holder_id IS NOT NULL)) THEN holder_id
    ELSE id
END) stored,
  constraint import_rows_pkey PRIMARY KEY (account_id, import_id, "row"),
  constraint import_rows_outcome_check CHECK ((outcome = ANY (ARRAY['created'::text, 'updated'::text, 'unchanged'::text]))),
  constraint import_rows_account_id_import_id_fkey FOREIGN KEY (account_id, import_id) REFERENCES imports(account_id, id) ON DELETE CASCADE
) with (fillfactor=80);
CREATE INDEX import_rows_by_email ON public.import_rows USING btree (account_id, import_id, email_key) WHERE (email_key IS NOT NULL);
CREATE INDEX import_rows_by_status ON public.import_rows USING btree (account_id, import_id, status, "row");
CREATE INDEX import_rows_by_user ON public.import_rows USING btree (account_id, import_id, user_id);
alter table import_rows enable row level security;
alter table import_rows force row level security;
create policy tenant on import_rows for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on import_rows to accounts_app;

create table imports (
  account_id uuid not null,
  id uuid not null,
  file_name text not null,
  kind text not null,
  state text not null,
  columns jsonb not null default '[]'::jsonb,
  update_existing boolean not null default false,
  job_id uuid,
  error text,
  started_by jsonb not null,
  attempt integer not null default 0,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null default date_trunc('milliseconds'::text, now()),
  touched_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  swept boolean not null default false,
  counts jsonb,
  constraint imports_pkey PRIMARY KEY (account_id, id),
  constraint imports_kind_check CHECK ((kind = ANY (ARRAY['xlsx'::text, 'csv'::text, 'rows'::text]))),
  constraint imports_state_check CHECK ((state = ANY (ARRAY['reading'::text, 'preview'::text, 'committing'::text, 'cancelled'::text]))),
  constraint imports_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint imports_account_id_job_id_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs(account_id, id)
);
CREATE INDEX imports_by_age ON public.imports USING btree (account_id, created_at DESC, id DESC);
CREATE INDEX imports_reading ON public.imports USING btree (lease_until, created_at) WHERE (state = 'reading'::text);
CREATE INDEX imports_unswept ON public.imports USING btree (touched_at) WHERE (NOT swept);
alter table imports enable row level security;
alter table imports force row level security;
create policy searched on imports for select to accounts_search using (true);
create policy tenant on imports for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on imports to accounts_app;
grant select on imports to accounts_search;

create table integrations (
  account_id uuid not null,
  integration text not null,
  enabled boolean not null default false,
  modified_at timestamp with time zone not null default now(),
  constraint integrations_pkey PRIMARY KEY (account_id, integration),
  constraint integrations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table integrations enable row level security;
alter table integrations force row level security;
create policy tenant on integrations for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on integrations to accounts_app;

create table job_results (
  account_id uuid not null,
  job_id uuid not null,
  user_id uuid not null,
  outcome text not null,
  code text not null,
  constraint job_results_pkey PRIMARY KEY (account_id, job_id, user_id),
  constraint job_results_outcome_check CHECK ((outcome = ANY (ARRAY['skipped'::text, 'failed'::text]))),
  constraint job_results_account_id_job_id_fkey FOREIGN KEY (account_id, job_id) REFERENCES jobs(account_id, id)
);
alter table job_results enable row level security;
alter table job_results force row level security;
create policy tenant on job_results for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select on job_results to accounts_app;

create table jobs (
  account_id uuid not null,
  id uuid not null,
  action text not null,
  params jsonb not null default '{}'::jsonb,
  selection jsonb not null default '{}'::jsonb,
  actor jsonb not null,
  state text not null default 'queued'::text,
  total integer not null default 0,
  processed integer not null default 0,
  changed integer not null default 0,
  skipped jsonb not null default '{}'::jsonb,
  failed jsonb not null default '{}'::jsonb,
  undoable boolean not null default false,
  undo_of uuid,
  position jsonb,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  plan_id uuid,
  reserved integer not null default 0,
  missing jsonb not null default '{}'::jsonb,
  error text,
  constraint jobs_pkey PRIMARY KEY (account_id, id),
  constraint jobs_reserved_check CHECK ((reserved >= 0)),
  constraint jobs_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text, 'done'::text, 'cancelled'::text, 'failed'::text]))),
  constraint jobs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint jobs_account_id_plan_id_fkey FOREIGN KEY (account_id, plan_id) REFERENCES plans(account_id, id)
);
CREATE UNIQUE INDEX jobs_by_plan ON public.jobs USING btree (account_id, plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX jobs_by_undone ON public.jobs USING btree (account_id, undo_of) WHERE (undo_of IS NOT NULL);
CREATE INDEX jobs_open ON public.jobs USING btree (lease_until, created_at) WHERE (state = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text]));
CREATE INDEX jobs_recent ON public.jobs USING btree (account_id, created_at DESC, id);
alter table jobs enable row level security;
alter table jobs force row level security;
create policy searched on jobs for select to accounts_search using (true);
create policy tenant on jobs for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on jobs to accounts_app;
grant select on jobs to accounts_search;

create table licences (
  account_id uuid not null,
  user_id uuid not null,
  product_id text not null,
  assigned_at timestamp with time zone not null default now(),
  constraint licences_pkey PRIMARY KEY (account_id, user_id, product_id),
  constraint licences_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX licences_by_product ON public.licences USING btree (account_id, product_id, user_id);
alter table licences enable row level security;
alter table licences force row level security;
create policy tenant on licences for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on licences to accounts_app;

create table links (
  account_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  user_id uuid not null,
  external_id text collate "C",
  kind text not null,
  state text not null default 'linked'::text,
  sent jsonb not null default '{}'::jsonb,
  raw jsonb not null default '{}'::jsonb,
  first_seen_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  user_name_key text collate "C" generated always as (lower((NORMALIZE((raw ->> 'userName'::text), NFC) COLLATE "und-x-icu"))) stored,
  version integer not null default 1,
  changed_at timestamp with time zone not null default now(),
  constraint links_pkey PRIMARY KEY (account_id, id),
  constraint links_state_check CHECK ((state = ANY (ARRAY['linked'::text, 'released'::text, 'gone'::text]))),
  constraint links_account_id_source_id_fkey FOREIGN KEY (account_id, source_id) REFERENCES sources(account_id, id),
  constraint links_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX links_by_user ON public.links USING btree (account_id, user_id);
CREATE INDEX links_gone ON public.links USING btree (account_id, source_id, user_id) WHERE (state = 'gone'::text);
CREATE UNIQUE INDEX links_of_source_id ON public.links USING btree (account_id, source_id, external_id) WHERE (state = 'linked'::text);
CREATE UNIQUE INDEX links_of_source_user ON public.links USING btree (account_id, source_id, user_id) INCLUDE (state);
CREATE UNIQUE INDEX links_user_name ON public.links USING btree (account_id, user_name_key) WHERE ((state = 'linked'::text) AND (kind = 'scim'::text));
alter table links enable row level security;
alter table links force row level security;
create policy tenant on links for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on links to accounts_app;

create table mailbox_messages (
  account_id uuid not null,
  id uuid not null,
  address text not null,
  subject text not null,
  body_text text not null,
  body_html text not null,
  kind text not null,
  at timestamp with time zone not null default now(),
  constraint mailbox_messages_pkey PRIMARY KEY (account_id, id),
  constraint mailbox_messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table mailbox_messages enable row level security;
alter table mailbox_messages force row level security;
create policy searched on mailbox_messages for select to accounts_search using (true);
create policy tenant on mailbox_messages for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select on mailbox_messages to accounts_app;
grant select on mailbox_messages to accounts_search;

create table mails (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  user_id uuid not null,
  link_id uuid,
  address text not null,
  params jsonb not null default '{}'::jsonb,
  state text not null default 'queued'::text,
  attempts integer not null default 0,
  next_attempt_at timestamp with time zone not null default now(),
  queued_at timestamp with time zone not null default now(),
  sent_at timestamp with time zone,
  last_error text,
  job_id uuid,
  priority smallint not null default 0,
  constraint mails_pkey PRIMARY KEY (account_id, id),
  constraint mails_priority_check CHECK ((priority = ANY (ARRAY[0, 1]))),
  constraint mails_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sent'::text, 'refused'::text, 'cancelled'::text]))),
  constraint mails_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX mails_at_once ON public.mails USING btree (account_id, next_attempt_at, id) WHERE ((state = 'queued'::text) AND (priority = 0));
CREATE INDEX mails_by_user ON public.mails USING btree (account_id, user_id);
CREATE INDEX mails_due ON public.mails USING btree (account_id, next_attempt_at, id) WHERE (state = 'queued'::text);
CREATE INDEX mails_sent ON public.mails USING btree (account_id, sent_at) WHERE (sent_at IS NOT NULL);
alter table mails enable row level security;
alter table mails force row level security;
create policy tenant on mails for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on mails to accounts_app;

create table one_time_links (
  account_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  purpose text not null,
  generation integer not null,
  token_hash bytea not null,
  code_hash bytea,
  tries_left smallint not null default 5,
  created_at timestamp with time zone not null default now(),
  handed_over_at timestamp with time zone,
  used_at timestamp with time zone,
  voided_at timestamp with time zone,
  constraint one_time_links_pkey PRIMARY KEY (account_id, id),
  constraint one_time_links_purpose_check CHECK ((purpose = ANY (ARRAY['welcome'::text, 'reset'::text]))),
  constraint one_time_links_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX one_time_links_generation ON public.one_time_links USING btree (account_id, user_id, purpose, generation);
CREATE INDEX one_time_links_open ON public.one_time_links USING btree (account_id, user_id, purpose) WHERE ((used_at IS NULL) AND (voided_at IS NULL));
alter table one_time_links enable row level security;
alter table one_time_links force row level security;
create policy tenant on one_time_links for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on one_time_links to accounts_app;

create table plan_groups (
  account_id uuid not null,
  plan_id uuid not null,
  n integer not null,
  facts jsonb not null,
  code text,
  size integer not null,
  ids uuid[] not null,
  constraint plan_groups_pkey PRIMARY KEY (account_id, plan_id, n),
  constraint plan_groups_account_id_plan_id_fkey FOREIGN KEY (account_id, plan_id) REFERENCES plans(account_id, id) ON DELETE CASCADE
);
alter table plan_groups enable row level security;
alter table plan_groups force row level security;
create policy tenant on plan_groups for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on plan_groups to accounts_app;

create table plans (
  account_id uuid not null,
  id uuid not null,
  action text not null,
  params jsonb not null default '{}'::jsonb,
  selection jsonb not null default '{}'::jsonb,
  actor_id uuid,
  undo_of uuid,
  answer jsonb not null,
  digest text not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone not null,
  constraint plans_pkey PRIMARY KEY (account_id, id),
  constraint plans_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
CREATE INDEX plans_by_expiry ON public.plans USING btree (account_id, expires_at);
alter table plans enable row level security;
alter table plans force row level security;
create policy tenant on plans for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on plans to accounts_app;

create table products (
  id text not null,
  name text not null,
  requires_integration text,
  excluded_by_integration text,
  constraint products_pkey PRIMARY KEY (id)
);
grant select on products to accounts_app;

create table provisioned_emails (
  account_id uuid not null,
  user_id uuid not null,
  source_id uuid not null,
  email_key text collate "C" not null,
  constraint provisioned_emails_pkey PRIMARY KEY (account_id, source_id, user_id, email_key),
  constraint provisioned_emails_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX provisioned_emails_by_key ON public.provisioned_emails USING btree (account_id, email_key);
alter table provisioned_emails enable row level security;
alter table provisioned_emails force row level security;
create policy tenant on provisioned_emails for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on provisioned_emails to accounts_app;

create table provisioning_requests (
  account_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  at timestamp with time zone not null,
  method text not null,
  path text not null,
  status smallint not null,
  detail text,
  ms integer not null,
  body jsonb,
  constraint provisioning_requests_pkey PRIMARY KEY (account_id, source_id, id),
  constraint provisioning_requests_account_id_source_id_fkey FOREIGN KEY (account_id, source_id) REFERENCES sources(account_id, id)
);
alter table provisioning_requests enable row level security;
alter table provisioning_requests force row level security;
create policy tenant on provisioning_requests for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on provisioning_requests to accounts_app;

create table seats (
  account_id uuid not null,
  product_id text not null,
  assigned integer not null default 0,
  reserved integer not null default 0,
  constraint seats_pkey PRIMARY KEY (account_id, product_id),
  constraint seats_assigned_check CHECK ((assigned >= 0)),
  constraint seats_reserved_check CHECK ((reserved >= 0)),
  constraint seats_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint seats_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
);
alter table seats enable row level security;
alter table seats force row level security;
create policy tenant on seats for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on seats to accounts_app;

create table sessions (
  account_id uuid not null,
  token_hash bytea not null,
  id uuid not null,
  user_id uuid not null,
  created_at timestamp with time zone not null default now(),
  last_seen_at timestamp with time zone not null default now(),
  ip text,
  user_agent text,
  constraint sessions_pkey PRIMARY KEY (account_id, token_hash),
  constraint sessions_account_id_id_key UNIQUE (account_id, id),
  constraint sessions_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX sessions_by_user ON public.sessions USING btree (account_id, user_id);
alter table sessions enable row level security;
alter table sessions force row level security;
create policy searched on sessions for select to accounts_search using (true);
create policy tenant on sessions for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on sessions to accounts_app;
grant select on sessions to accounts_search;

create table source_tokens (
  account_id uuid not null,
  id uuid not null,
  source_id uuid not null,
  token_hash bytea not null,
  created_at timestamp with time zone not null default now(),
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  constraint source_tokens_pkey PRIMARY KEY (account_id, id),
  constraint source_tokens_account_id_source_id_fkey FOREIGN KEY (account_id, source_id) REFERENCES sources(account_id, id)
);
CREATE INDEX source_tokens_by_hash ON public.source_tokens USING btree (account_id, token_hash) WHERE (revoked_at IS NULL);
alter table source_tokens enable row level security;
alter table source_tokens force row level security;
create policy tenant on source_tokens for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on source_tokens to accounts_app;

create table sources (
  account_id uuid not null,
  id uuid not null,
  kind text not null,
  name text not null,
  state text not null default 'active'::text,
  settings jsonb not null default '{}'::jsonb,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  last_sync_at timestamp with time zone,
  constraint sources_pkey PRIMARY KEY (account_id, id),
  constraint sources_kind_check CHECK ((kind = ANY (ARRAY['scim'::text, 'pbx'::text, 'micloud_connect'::text, 'iot'::text]))),
  constraint sources_state_check CHECK ((state = ANY (ARRAY['active'::text, 'paused'::text, 'removed'::text]))),
  constraint sources_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table sources enable row level security;
alter table sources force row level security;
create policy tenant on sources for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on sources to accounts_app;

create table subscriptions (
  account_id uuid not null,
  id uuid not null,
  product_id text not null,
  quantity integer not null,
  starts_at timestamp with time zone not null,
  expires_at timestamp with time zone,
  ended_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  constraint subscriptions_pkey PRIMARY KEY (account_id, id),
  constraint subscriptions_check CHECK (((expires_at IS NULL) OR (expires_at > starts_at))),
  constraint subscriptions_quantity_check CHECK ((quantity > 0)),
  constraint subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id),
  constraint subscriptions_product_id_fkey FOREIGN KEY (product_id) REFERENCES products(id)
);
CREATE INDEX subscriptions_by_product ON public.subscriptions USING btree (account_id, product_id);
alter table subscriptions enable row level security;
alter table subscriptions force row level security;
create policy tenant on subscriptions for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on subscriptions to accounts_app;

create table throttles (
  key bytea not null,
  tries integer not null,
  since timestamp with time zone not null default now(),
  constraint throttles_pkey PRIMARY KEY (key)
);
grant delete, insert, select, update on throttles to accounts_app;

create table user_counts (
  account_id uuid not null,
  shard smallint not null,
  users bigint not null default 0,
  registered bigint not null default 0,
  changes bigint not null default 0,
  constraint user_counts_pkey PRIMARY KEY (account_id, shard),
  constraint user_counts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
);
alter table user_counts enable row level security;
alter table user_counts force row level security;
create policy tenant on user_counts for all to public using (account_id = current_account()) with check (account_id = current_account());
grant insert, select, update on user_counts to accounts_app;

create table user_grams (
  account_id uuid not null,
  user_id uuid not null,
  name_key text collate "C" not null,
  search_text text collate "C" not null,
  grams integer[] not null,
  constraint user_grams_pkey PRIMARY KEY (account_id, user_id),
  constraint user_grams_account_id_user_id_fkey FOREIGN KEY (account_id, user_id) REFERENCES users(account_id, id) ON DELETE CASCADE
);
CREATE INDEX users_grams ON public.user_grams USING gin (grams) WITH (fastupdate='on', gin_pending_list_limit='128');
alter table user_grams enable row level security;
alter table user_grams force row level security;
create policy searched on user_grams for select to accounts_search using (true);
create policy tenant on user_grams for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on user_grams to accounts_app;
grant select on user_grams to accounts_search;

create table users (
  account_id uuid not null,
  id uuid not null,
  name text,
  first_name text,
  last_name text,
  email text,
  mobile text,
  extension text,
  display_name text not null,
  name_key text collate "C" not null,
  email_key text collate "C",
  search_text text collate "C" not null,
  role text,
  origin text not null,
  link_kinds text[] not null default '{}'::text[],
  registered_at timestamp with time zone,
  source_active boolean not null default true,
  suspended_by_admin boolean not null default false,
  cloudlink_removed_at timestamp with time zone,
  invitation text not null default 'not_sent'::text,
  invitation_sent_at timestamp with time zone,
  version integer not null default 1,
  created_at timestamp with time zone not null default now(),
  modified_at timestamp with time zone not null default now(),
  modified_by jsonb,
  last_sign_in_at timestamp with time zone,
  deleted_at timestamp with time zone,
  deleted_by jsonb,
  email_sort text collate "C" not null generated always as (COALESCE(email_key, ''::text)) stored,
  role_sort text collate "C" not null generated always as (COALESCE(role, ''::text)) stored,
  status_sort smallint not null generated always as (
CASE
    WHEN ((NOT source_active) OR suspended_by_admin) THEN 4
    WHEN (role IS NULL) THEN 3
    WHEN (registered_at IS NULL) THEN 2
    ELSE 1
END) stored,
  sign_in_sort timestamp with time zone not null generated always as (COALESCE(last_sign_in_at, '-infinity'::timestamp with time zone)) stored,
  invitation_waits boolean not null default false,
  products text[] not null default '{}'::text[],
  constraint users_pkey PRIMARY KEY (account_id, id),
  constraint users_check CHECK (((role IS NOT NULL) OR (registered_at IS NULL))),
  constraint users_invitation_check CHECK ((invitation = ANY (ARRAY['not_sent'::text, 'sent'::text, 'refused'::text]))),
  constraint users_origin_check CHECK ((origin = ANY (ARRAY['console'::text, 'import'::text, 'scim'::text, 'pbx'::text, 'micloud_connect'::text, 'iot'::text]))),
  constraint users_role_check CHECK ((role = ANY (ARRAY['partner'::text, 'account_admin'::text, 'user'::text]))),
  constraint users_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id)
) with (fillfactor=80);
CREATE INDEX users_admins ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (role = ANY (ARRAY['account_admin'::text, 'partner'::text])));
CREATE INDEX users_by_created ON public.users USING btree (account_id, created_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_email ON public.users USING btree (account_id, email_sort, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_modified ON public.users USING btree (account_id, modified_at, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_name ON public.users USING btree (account_id, name_key, id) INCLUDE (search_text) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_role ON public.users USING btree (account_id, role_sort, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_sign_in ON public.users USING btree (account_id, sign_in_sort, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_by_status ON public.users USING btree (account_id, status_sort, id) WHERE (deleted_at IS NULL);
CREATE INDEX users_claimable ON public.users USING btree (account_id, id) WHERE ((deleted_at IS NULL) AND (email_key IS NOT NULL) AND (NOT (link_kinds @> '{scim}'::text[])));
CREATE INDEX users_deleted ON public.users USING btree (account_id, deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE UNIQUE INDEX users_email ON public.users USING btree (account_id, email_key) WHERE (deleted_at IS NULL);
CREATE INDEX users_inactive ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND ((NOT source_active) OR suspended_by_admin));
CREATE INDEX users_invited ON public.users USING btree (account_id, invitation, invitation_sent_at) WHERE ((deleted_at IS NULL) AND (registered_at IS NULL));
CREATE INDEX users_of_console ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds = '{}'::text[]) AND (origin <> 'import'::text));
CREATE INDEX users_of_import ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds = '{}'::text[]) AND (origin = 'import'::text));
CREATE INDEX users_of_iot ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds @> '{iot}'::text[]));
CREATE INDEX users_of_micloud ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds @> '{micloud_connect}'::text[]));
CREATE INDEX users_of_pbx ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds @> '{pbx}'::text[]));
CREATE INDEX users_of_pbx_by_extension ON public.users USING btree (account_id, extension) WHERE ((deleted_at IS NULL) AND (link_kinds @> '{pbx}'::text[]) AND (extension IS NOT NULL));
CREATE INDEX users_of_scim ON public.users USING btree (account_id, name_key, id) WHERE ((deleted_at IS NULL) AND (link_kinds @> '{scim}'::text[]));
CREATE INDEX users_sign_in ON public.users USING btree (email_key) WHERE ((deleted_at IS NULL) AND (registered_at IS NOT NULL));
alter table users enable row level security;
alter table users force row level security;
create policy searched on users for select to accounts_search using (true);
create policy tenant on users for all to public using (account_id = current_account()) with check (account_id = current_account());
grant delete, insert, select, update on users to accounts_app;
grant select on users to accounts_eraser;
grant select on users to accounts_search;

CREATE OR REPLACE FUNCTION public.account_by_number(wanted_number text)
 RETURNS uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT a.id
    FROM accounts a
   WHERE (a.number = account_by_number.wanted_number);
END;
alter function account_by_number(text) owner to accounts_search;
revoke all on function account_by_number(text) from public;
grant execute on function account_by_number(text) to accounts_app;

CREATE OR REPLACE FUNCTION public.accounts_to_erase(kept interval)
 RETURNS TABLE(account_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT DISTINCT u.account_id
    FROM users u
   WHERE ((u.deleted_at IS NOT NULL) AND (u.deleted_at < (now() - accounts_to_erase.kept)));
END;
alter function accounts_to_erase(interval) owner to accounts_search;
revoke all on function accounts_to_erase(interval) from public;
grant execute on function accounts_to_erase(interval) to accounts_app;

CREATE OR REPLACE FUNCTION public.current_account()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.account_id'::text, true), ''::text))::uuid;
grant execute on function current_account() to public;

CREATE OR REPLACE FUNCTION public.enqueue(job text, payload json, run_at timestamp with time zone DEFAULT NULL::timestamp with time zone, job_key text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
AS $function$
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
end $function$;
revoke all on function enqueue(text,json,timestamp with time zone,text) from public;
grant execute on function enqueue(text,json,timestamp with time zone,text) to accounts_app;

CREATE OR REPLACE FUNCTION public.erase_recorded_values(gone uuid[])
 RETURNS integer
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 WITH overwritten AS (
          UPDATE event_values v SET before = erased(v.before), after = erased(v.after)
           WHERE ((v.account_id = current_account()) AND (v.user_id = ANY (erase_recorded_values.gone)) AND (NOT (EXISTS ( SELECT
                    FROM users u
                   WHERE ((u.account_id = v.account_id) AND (u.id = v.user_id))))))
           RETURNING 1 AS "?column?"
         )
  SELECT (count(*))::integer AS count
    FROM overwritten;
END;
alter function erase_recorded_values(uuid[]) owner to accounts_eraser;
revoke all on function erase_recorded_values(uuid[]) from public;
grant execute on function erase_recorded_values(uuid[]) to accounts_app;

CREATE OR REPLACE FUNCTION public.erased(recorded jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO 'pg_catalog'
BEGIN ATOMIC
 SELECT
         CASE
             WHEN (recorded IS NOT NULL) THEN ( SELECT COALESCE(jsonb_object_agg(jsonb_each.key,
                     CASE
                         WHEN (jsonb_each.key = ANY (ARRAY['role'::text, 'status'::text, 'registered'::text, 'origin'::text, 'products'::text, 'sourceActive'::text, 'suspendedByAdmin'::text, 'deletedAt'::text])) THEN jsonb_each.value
                         ELSE '"[erased]"'::jsonb
                     END), '{}'::jsonb) AS "coalesce"
                FROM jsonb_each(erased.recorded) jsonb_each(key, value))
             ELSE NULL::jsonb
         END AS "case";
END;
grant execute on function erased(jsonb) to public;

CREATE OR REPLACE FUNCTION public.imports_stalled(quiet interval)
 RETURNS TABLE(account_id uuid, import_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT i.account_id,
     i.id
    FROM imports i
   WHERE ((i.state = 'reading'::text) AND (COALESCE(i.lease_until, (i.created_at + imports_stalled.quiet)) < now()))
   ORDER BY i.created_at
  LIMIT 1000;
END;
alter function imports_stalled(interval) owner to accounts_search;
revoke all on function imports_stalled(interval) from public;
grant execute on function imports_stalled(interval) to accounts_app;

CREATE OR REPLACE FUNCTION public.imports_to_sweep(kept interval)
 RETURNS TABLE(account_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT DISTINCT i.account_id
    FROM imports i
   WHERE ((NOT i.swept) AND (i.touched_at < (now() - imports_to_sweep.kept)));
END;
alter function imports_to_sweep(interval) owner to accounts_search;
revoke all on function imports_to_sweep(interval) from public;
grant execute on function imports_to_sweep(interval) to accounts_app;

CREATE OR REPLACE FUNCTION public.jobs_stalled(quiet interval)
 RETURNS TABLE(account_id uuid, job_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT j.account_id,
     j.id
    FROM jobs j
   WHERE ((j.state = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text])) AND (COALESCE(j.lease_until, (j.created_at + jobs_stalled.quiet)) < now()))
   ORDER BY j.created_at
  LIMIT 1000;
END;
alter function jobs_stalled(interval) owner to accounts_search;
revoke all on function jobs_stalled(interval) from public;
grant execute on function jobs_stalled(interval) to accounts_app;

CREATE OR REPLACE FUNCTION public.mailbox_recent(wanted_limit integer)
 RETURNS TABLE(id uuid, address text, subject text, body_text text, body_html text, kind text, at timestamp with time zone)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 100
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT m.id,
     m.address,
     m.subject,
     m.body_text,
     m.body_html,
     m.kind,
     m.at
    FROM mailbox_messages m
   ORDER BY m.at DESC, m.id DESC
  LIMIT mailbox_recent.wanted_limit;
END;
alter function mailbox_recent(integer) owner to accounts_search;
revoke all on function mailbox_recent(integer) from public;
grant execute on function mailbox_recent(integer) to accounts_app;

CREATE OR REPLACE FUNCTION public.scim_document(raw jsonb, sent jsonb, user_name text, first_name text, last_name text, email text, mobile text, extension text)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
 SELECT
         CASE
             WHEN ((sent ?& ARRAY['name'::text, 'firstName'::text, 'lastName'::text, 'email'::text, 'mobile'::text, 'extension'::text]) AND (raw ? 'emails'::text)) THEN raw
             ELSE ((((((raw ||
             CASE
                 WHEN ((raw ? 'userName'::text) OR (email IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('userName', email)
             END) ||
             CASE
                 WHEN ((sent ? 'name'::text) OR (user_name IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('displayName', user_name)
             END) ||
             CASE
                 WHEN (((sent ? 'firstName'::text) AND (sent ? 'lastName'::text)) OR (COALESCE(first_name, last_name) IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('name', ((COALESCE((raw -> 'name'::text), '{}'::jsonb) ||
                 CASE
                     WHEN ((sent ? 'firstName'::text) OR (first_name IS NULL)) THEN '{}'::jsonb
                     ELSE jsonb_build_object('givenName', first_name)
                 END) ||
                 CASE
                     WHEN ((sent ? 'lastName'::text) OR (last_name IS NULL)) THEN '{}'::jsonb
                     ELSE jsonb_build_object('familyName', last_name)
                 END))
             END) ||
             CASE
                 WHEN ((raw ? 'emails'::text) OR (email IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('emails', jsonb_build_array(jsonb_build_object('value', email, 'type', 'work', 'primary', true)))
             END) ||
             CASE
                 WHEN ((sent ? 'mobile'::text) OR (mobile IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('phoneNumbers', (COALESCE((raw -> 'phoneNumbers'::text), '[]'::jsonb) || jsonb_build_array(jsonb_build_object('value', mobile, 'type', 'mobile'))))
             END) ||
             CASE
                 WHEN ((sent ? 'extension'::text) OR (extension IS NULL)) THEN '{}'::jsonb
                 ELSE jsonb_build_object('urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User', (COALESCE((raw -> 'urn:ietf:params:scim:schemas:extension:cloudlink:2.0:User'::text), '{}'::jsonb) || jsonb_build_object('extension', extension)))
             END)
         END AS "case";
END;
grant execute on function scim_document(jsonb,jsonb,text,text,text,text,text,text) to public;

CREATE OR REPLACE FUNCTION public.search_users(wanted integer[], patterns text[], most integer)
 RETURNS TABLE(id uuid, name_key text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 10
 SET search_path TO 'pg_catalog', 'public'
 SET enable_seqscan TO 'off'
 SET plan_cache_mode TO 'force_generic_plan'
BEGIN ATOMIC
 SELECT g.user_id,
     g.name_key
    FROM user_grams g
   WHERE ((g.grams @> search_users.wanted) AND ((g.account_id = ( SELECT current_account() AS current_account)) IS TRUE) AND (g.search_text ~~ ALL (search_users.patterns)))
  LIMIT search_users.most;
END;
alter function search_users(integer[],text[],integer) owner to accounts_search;
revoke all on function search_users(integer[],text[],integer) from public;
grant execute on function search_users(integer[],text[],integer) to accounts_app;

CREATE OR REPLACE FUNCTION public.session_of(wanted_account uuid, wanted_hash bytea, idle interval, absolute interval)
 RETURNS TABLE(session_id uuid, user_id uuid, role text, display_name text, email text, source_active boolean, suspended_by_admin boolean, stale boolean, account_kind text, account_number text, account_name text, account_language text)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 1
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT s.id,
     u.id,
     u.role,
     u.display_name,
     u.email,
     u.source_active,
     u.suspended_by_admin,
     (s.last_seen_at < (now() - LEAST('00:05:00'::interval, (session_of.idle / (10)::double precision)))),
     a.kind,
     a.number,
     a.name,
     a.language
    FROM ((sessions s
      JOIN users u ON (((u.account_id = s.account_id) AND (u.id = s.user_id))))
      JOIN accounts a ON ((a.id = s.account_id)))
   WHERE ((s.account_id = session_of.wanted_account) AND (s.token_hash = session_of.wanted_hash) AND (s.last_seen_at > (now() - session_of.idle)) AND (s.created_at > (now() - session_of.absolute)) AND (u.deleted_at IS NULL) AND (u.role IS NOT NULL) AND (a.state = 'active'::text));
END;
alter function session_of(uuid,bytea,interval,interval) owner to accounts_search;
revoke all on function session_of(uuid,bytea,interval,interval) from public;
grant execute on function session_of(uuid,bytea,interval,interval) to accounts_app;

CREATE OR REPLACE FUNCTION public.sign_in_candidates(wanted_key text, wanted_limit integer)
 RETURNS TABLE(account_id uuid, user_id uuid)
 LANGUAGE sql
 STABLE SECURITY DEFINER ROWS 5
 SET search_path TO 'pg_catalog', 'public'
BEGIN ATOMIC
 SELECT u.account_id,
     u.id
    FROM users u
   WHERE ((u.email_key = sign_in_candidates.wanted_key) AND (u.deleted_at IS NULL) AND (u.registered_at IS NOT NULL))
   ORDER BY u.last_sign_in_at DESC NULLS LAST, u.account_id
  LIMIT sign_in_candidates.wanted_limit;
END;
alter function sign_in_candidates(text,integer) owner to accounts_search;
revoke all on function sign_in_candidates(text,integer) from public;
grant execute on function sign_in_candidates(text,integer) to accounts_app;
