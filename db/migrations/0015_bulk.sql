-- What bulk work costs a user (docs/decisions/0016-bulk-work.md).

-- A welcome email that waits is no state of its own any more, but a mark beside the state: no index holds it, so that queueing
-- mails of a whole account writes the rows and none of their dozen indexes.
alter table users add column invitation_waits boolean not null default false;
do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    update users set invitation = 'not_sent', invitation_waits = true where account_id = a and invitation = 'queued';
  end loop;
end $$;
alter table users drop constraint users_invitation_check;
alter table users add constraint users_invitation_check check (invitation in ('not_sent', 'sent', 'refused'));

-- Foreign keys are asked row by row. Where one statement writes thousands of rows with one and the same value, it reads that
-- value from the table it refers to instead, and what is not there is null: refused. No role of the program deletes
-- accounts or products.
alter table events drop constraint events_account_id_fkey;
alter table licences drop constraint licences_product_id_fkey;
-- The user of a mail is of the account, so the key to users says it already.
alter table mails alter column user_id set not null;
alter table mails drop constraint mails_account_id_fkey;
