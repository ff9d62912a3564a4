-- The total of a common word is remembered for as long as nobody in the account comes, goes or gets other texts
-- (docs/decisions/0011-search.md). Counted where users are: writers at once take other rows of it.
alter table user_counts add column changes bigint not null default 0;
