import type { ExternalKind } from '../../../domain/sources.ts'
import type { Tx } from '../../platform/db.ts'
import { sql } from '../../platform/sql.ts'

export type SourceRow = {
  id: string
  kind: ExternalKind
  name: string
  state: 'active' | 'paused' | 'removed'
  settings: Record<string, unknown>
  version: number
  created_at: Date
  last_sync_at: Date | null
}

const selected = sql`select s.id, s.kind, s.name, s.state, s.settings, s.version, s.created_at, s.last_sync_at from sources s`

export const insertSource = (
  tx: Tx,
  row: { id: string; kind: ExternalKind; name: string; settings: Record<string, unknown> },
): Promise<number> =>
  tx.run(sql`
    insert into sources (account_id, id, kind, name, settings)
    values (${tx.accountId}, ${row.id}, ${row.kind}, ${row.name}, ${JSON.stringify(row.settings)}::jsonb)`)

export async function selectSource(tx: Tx, id: string): Promise<SourceRow | undefined> {
  const [row] = await tx.query<SourceRow>(
    sql`${selected} where s.account_id = ${tx.accountId} and s.id = ${id} and s.state <> 'removed'`,
  )
  return row
}

export const updateLastSync = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update sources set last_sync_at = now() where account_id = ${tx.accountId} and id = ${id}`)
