import { setTimeout as delay } from 'node:timers/promises'
import pg from 'pg'

export const roles = { owner: 'accounts_owner', server: 'accounts_server' } as const

/**
 * Makes what the product finds on a PostgreSQL that somebody prepared for it: the role that owns and migrates, the role
 * that serves and can't bypass row-level security, and the database. Repeating it sets the passwords again.
 */
export async function makeRoles(input: {
  adminUrl: string
  passwords: { owner: string; server: string }
  database: string
}): Promise<void> {
  const admin = new pg.Client({ connectionString: input.adminUrl })
  await admin.connect()
  try {
    const rights = 'login nosuperuser nobypassrls nocreatedb noreplication'
    await makeRole(admin, roles.owner, `${rights} createrole`, input.passwords.owner)
    await makeRole(admin, roles.server, `${rights} nocreaterole`, input.passwords.server)
    const { rowCount } = await admin.query('select from pg_database where datname = $1', [input.database])
    const [database, owner] = [pg.escapeIdentifier(input.database), pg.escapeIdentifier(roles.owner)]
    if (!rowCount) await admin.query(`create database ${database} owner ${owner} encoding 'UTF8'`)
  } finally {
    await admin.end()
  }
}

async function makeRole(admin: pg.Client, name: string, rights: string, password: string): Promise<void> {
  const options = `${pg.escapeIdentifier(name)} with ${rights} password ${pg.escapeLiteral(password)}`
  for (let attempt = 1; ; attempt++) {
    const { rowCount } = await admin.query('select from pg_roles where rolname = $1', [name])
    try {
      await admin.query(`${rowCount ? 'alter' : 'create'} role ${options}`)
      return
    } catch (error) {
      // Somebody else makes the same roles at this moment (tests on a shared server): look again.
      if (attempt === 20) throw error
      await delay(50)
    }
  }
}
