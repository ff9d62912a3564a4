import { type ExternalKind, liveTokens } from '../../../domain/sources.ts'
import type { TxContext } from '../../platform/context.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { command } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { record } from '../../platform/record.ts'
import { newAccountToken, readAccountToken } from '../../platform/secrets.ts'
import { countTokens, insertToken, lockSource, revokeTokens, selectTokenSource, updateUse } from './sources.sql.ts'

/** Lets secret scanners know the tokens of this product. */
const prefix = 'clsrc_'

/**
 * Makes a token: 256 random bits and the account, kept as a hash, shown this once (SEC-30).
 * @throws not_applicable when two live already: revoke the old one first
 */
export const createSourceToken = command<{ sourceId: string }, { id: string; token: string }>(
  { name: 'createSourceToken', permission: 'sources:update' },
  async (context, { sourceId }) => {
    await requireSource(context, sourceId)
    if ((await countTokens(context.tx, sourceId)) >= liveTokens) {
      throw new Problem('not_applicable', {
        detail: 'Two tokens live at a time. Revoke the older one first.',
        with: { reason: 'two_tokens_live' },
      })
    }
    const { token, hash } = newAccountToken(context.accountId)
    const id = newId()
    await insertToken(context.tx, { id, sourceId, hash })
    await record(context, [{ name: 'source.token_created', subjectId: sourceId, data: { tokenId: id } }])
    return { changed: 1, result: { id, token: prefix + token } }
  },
)

/** The token is dead with the commit. @throws not_found when it was already */
export const deleteSourceToken = command<{ sourceId: string; tokenId: string }, void>(
  { name: 'deleteSourceToken', permission: 'sources:update' },
  async (context, { sourceId, tokenId }) => {
    await requireSource(context, sourceId)
    if ((await revokeTokens(context.tx, sourceId, tokenId)) === 0) throw new Problem('not_found')
    await record(context, [{ name: 'source.token_revoked', subjectId: sourceId, data: { tokenId } }])
    return { changed: 1, result: undefined }
  },
)

/** A source that is not removed, held until the transaction ends. */
async function requireSource(context: TxContext, sourceId: string): Promise<void> {
  if (!(await lockSource(context.tx, sourceId))) throw new Problem('not_found')
}

/** Which account a token names and the hash by which it is known; null: no token of ours. */
export function readSourceToken(text: string): { accountId: string; hash: Buffer } | null {
  return text.startsWith(prefix) ? readAccountToken(text.slice(prefix.length)) : null
}

/** The source that a live token speaks for. */
export type TokenSource = {
  id: string
  tokenId: string
  kind: ExternalKind
  name: string
  state: 'active' | 'paused' | 'removed'
  integrationOn: boolean
  settings: Record<string, unknown>
}

/** Inside the transaction of the token’s account. undefined: unknown, revoked, or of a removed source or account. */
export async function tokenSource(tx: Tx, hash: Buffer): Promise<TokenSource | undefined> {
  const row = await selectTokenSource(tx, hash)
  if (!row) return undefined
  const { id, kind, name, state, settings } = row
  return { id, kind, name, state, settings, tokenId: row.token_id, integrationOn: row.integration_on }
}

/** When a token was last used and its source last heard of, to the minute. */
export const noteTokenUse = ({ tx }: TxContext, sourceId: string, tokenId: string): Promise<number> =>
  updateUse(tx, sourceId, tokenId)
