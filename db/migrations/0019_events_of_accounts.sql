-- The history of an account without what jobs did to each user: one job of 300,000 users must not be read through to come
-- to what stands before it.
create index events_of_account on events (account_id, id) where job_id is null or user_id is null;
