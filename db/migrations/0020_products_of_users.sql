-- Every page of users shows their products. Read from licences they were a quarter of what a list cost PostgreSQL; so they
-- are kept beside the user, whose row is written anyway when licences change (docs/decisions/0014-cost-of-a-request.md).
alter table users add column products text[] not null default '{}';

do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    update users u set products = l.products from (
      select user_id, array_agg(product_id order by product_id collate "C") as products from licences where account_id = a
      group by user_id) l
    where u.account_id = a and u.id = l.user_id;
  end loop;
end $$;
