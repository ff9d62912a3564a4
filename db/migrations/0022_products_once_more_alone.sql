-- A server from before 0020 that went on over it gave and took licences without the products beside the user. Whose differ
-- are put right. Servers that don't know this migration are not ready any more (server/platform/readiness.ts).
do $$ declare a uuid; begin
  for a in select id from accounts loop
    perform set_config('app.account_id', a::text, true);
    update users u set products = l.products from (
      select u.id, coalesce(array_agg(i.product_id order by i.product_id collate "C") filter (where i.product_id is not null), '{}')
        as products
      from users u left join licences i on i.account_id = u.account_id and i.user_id = u.id where u.account_id = a
      group by u.id) l
    where u.account_id = a and u.id = l.id and u.products <> l.products;
  end loop;
end $$;
