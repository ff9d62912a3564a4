import type pg from 'pg'
import type { Sample } from './operations.ts'

/** An account of the generated data, with some of its users to ask for. */
export async function accountOf(
  client: pg.Client,
  number: string,
): Promise<{ id: string; samples: Sample[]; spare: string[]; users: number }> {
  const { rows } = await client.query<{ id: string }>('select id from accounts where number = $1', [number])
  const { id } = rows[0]!
  const samples = await client.query<Sample>(
    `select id, email, search_text as "searchText", name_key as "nameKey" from users
     where account_id = $1 and deleted_at is null and origin in ('console', 'import') order by id desc limit 2000`,
    [id],
  )
  const spare = await client.query<{ id: string }>(
    `select id from users
     where account_id = $1 and deleted_at is null and origin in ('console', 'import') and role = 'user' order by id limit 30000`,
    [id],
  )
  const users = await client.query<{ n: number }>('select count(*)::int as n from users where account_id = $1', [id])
  return { id, samples: samples.rows, spare: spare.rows.map((row) => row.id), users: users.rows[0]!.n }
}
