import { createServer, type IncomingMessage } from 'node:http'
import pg from 'pg'

/**
 * The yardstick: node:http and pg without session, policies, validation or events, over tables of its own (schema bare)
 * with the same rows. The SQL is frozen, so that ratios of different releases compare.
 */
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10 })
const shown = 'id, display_name, email, mobile, extension, role, origin, registered_at, last_sign_in_at, name_key'

const statements = {
  list: {
    name: 'list',
    text: `select ${shown} from bare.users where account_id = $1 and (name_key, id) > ($2, $3::uuid) order by name_key, id limit 51`,
  },
  search: {
    name: 'search',
    text: `select ${shown} from bare.users where account_id = $1 and search_text like $2 order by name_key, id limit 51`,
  },
  create: {
    name: 'create',
    text: 'insert into bare.users (account_id, id, display_name, name_key, email, search_text) values ($1, gen_random_uuid(), $2, $2, $3, $2) returning id',
  },
  update: {
    name: 'update',
    text: 'update bare.users set display_name = $3 where account_id = $1 and id = $2 returning id',
  },
}

const first = '00000000-0000-0000-0000-000000000000'

async function answer(request: IncomingMessage): Promise<unknown> {
  const url = new URL(request.url!, 'http://bare')
  const account = url.searchParams.get('account')
  const query = async (statement: { name: string; text: string }, values: unknown[]) =>
    (await pool.query({ ...statement, values })).rows
  if (url.pathname === '/healthz') return {}
  if (url.pathname === '/list') {
    const values = [account, url.searchParams.get('after') ?? '', url.searchParams.get('id') ?? first]
    return { items: await query(statements.list, values) }
  }
  if (url.pathname === '/search') {
    return { items: await query(statements.search, [account, `%${url.searchParams.get('search')}%`]) }
  }
  let text = ''
  for await (const part of request) text += part
  const body = JSON.parse(text) as { name: string; email?: string; id?: string }
  return request.method === 'POST'
    ? query(statements.create, [account, body.name, body.email])
    : query(statements.update, [account, body.id, body.name])
}

createServer((request, response) => {
  answer(request).then(
    (body) => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    (error: Error) => {
      response.statusCode = 500
      response.end(error.message)
    },
  )
}).listen(Number(process.env.PORT), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
