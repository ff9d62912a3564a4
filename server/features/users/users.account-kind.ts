import type { TxContext } from '../../platform/context.ts'
import { selectAccountKind } from './users.sql.ts'

const kinds = new WeakMap<object, Map<string, 'partner' | 'customer'>>()

/** Which kind an account is of never changes, so it may be remembered. */
export async function accountKind({ house, accountId, tx }: TxContext): Promise<'partner' | 'customer'> {
  const known = kinds.get(house) ?? new Map<string, 'partner' | 'customer'>()
  kinds.set(house, known)
  const kind = known.get(accountId) ?? (await selectAccountKind(tx))
  if (known.size >= 50_000) known.clear()
  known.set(accountId, kind)
  return kind
}
