import type { Source } from '../../../../domain/api/sources.ts'

type Hour = { requests: number; refused: number; failed: number }
export type Health = 'halted' | 'never' | 'failing' | 'refusing' | 'silent' | 'waiting' | 'healthy'

const dayMs = 86_400_000

/** How a directory is doing: the first that holds. Directories ask at least every few hours. */
export function healthOf(
  {
    state,
    integrationOn,
    lastSyncAt,
    openConflicts,
  }: Pick<Source, 'state' | 'integrationOn' | 'lastSyncAt' | 'openConflicts'>,
  { requests, refused, failed }: Hour,
  nowMs: number,
): Health {
  if (state !== 'active' || !integrationOn) return 'halted'
  if (lastSyncAt === null && requests === 0) return 'never'
  if (failed > 0) return 'failing'
  if (refused >= 5 && refused * 2 > requests) return 'refusing'
  if (requests === 0 && lastSyncAt !== null && nowMs - Date.parse(lastSyncAt) > dayMs) return 'silent'
  return openConflicts > 0 ? 'waiting' : 'healthy'
}
