-- Row-level security, enabled and forced, and what the app role may do with each table.

alter table admin_guards enable row level security;
alter table admin_guards force row level security;
create policy tenant on admin_guards using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on admin_guards to accounts_app;

alter table integrations enable row level security;
alter table integrations force row level security;
create policy tenant on integrations using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on integrations to accounts_app;

alter table users enable row level security;
alter table users force row level security;
create policy tenant on users using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on users to accounts_app;

alter table credentials enable row level security;
alter table credentials force row level security;
create policy tenant on credentials using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on credentials to accounts_app;

alter table sessions enable row level security;
alter table sessions force row level security;
create policy tenant on sessions using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on sessions to accounts_app;

alter table one_time_links enable row level security;
alter table one_time_links force row level security;
create policy tenant on one_time_links using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on one_time_links to accounts_app;

alter table sources enable row level security;
alter table sources force row level security;
create policy tenant on sources using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on sources to accounts_app;

alter table source_tokens enable row level security;
alter table source_tokens force row level security;
create policy tenant on source_tokens using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on source_tokens to accounts_app;

alter table links enable row level security;
alter table links force row level security;
create policy tenant on links using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on links to accounts_app;

alter table subscriptions enable row level security;
alter table subscriptions force row level security;
create policy tenant on subscriptions using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on subscriptions to accounts_app;

alter table seats enable row level security;
alter table seats force row level security;
create policy tenant on seats using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on seats to accounts_app;

alter table licences enable row level security;
alter table licences force row level security;
create policy tenant on licences using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on licences to accounts_app;

alter table events enable row level security;
alter table events force row level security;
create policy tenant on events using (account_id = current_account()) with check (account_id = current_account());
grant select, insert on events to accounts_app;

alter table event_values enable row level security;
alter table event_values force row level security;
create policy tenant on event_values using (account_id = current_account()) with check (account_id = current_account());
grant select, insert on event_values to accounts_app;

alter table mails enable row level security;
alter table mails force row level security;
create policy tenant on mails using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on mails to accounts_app;

alter table mailbox_messages enable row level security;
alter table mailbox_messages force row level security;
create policy tenant on mailbox_messages using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, delete on mailbox_messages to accounts_app;

alter table jobs enable row level security;
alter table jobs force row level security;
create policy tenant on jobs using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update on jobs to accounts_app;

alter table job_results enable row level security;
alter table job_results force row level security;
create policy tenant on job_results using (account_id = current_account()) with check (account_id = current_account());
grant select, insert on job_results to accounts_app;

alter table idempotency_keys enable row level security;
alter table idempotency_keys force row level security;
create policy tenant on idempotency_keys using (account_id = current_account()) with check (account_id = current_account());
grant select, insert, update, delete on idempotency_keys to accounts_app;

grant select, insert, update on accounts to accounts_app;
grant select on products to accounts_app;
grant select, insert, update, delete on throttles to accounts_app;
