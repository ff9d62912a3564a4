import type { UserLinks } from '../../../domain/api/user-links.ts'
import { ownableFields } from '../../../domain/sources.ts'
import { query } from '../../platform/operation.ts'
import { Problem } from '../../platform/problem.ts'
import { selectLinks } from './users.links.sql.ts'
import { valuesOf } from './users.row.sql.ts'
import { ownedFields } from './users.shape.ts'
import { selectUser } from './users.sql.ts'

/** Where each field of a user comes from, and the raw data of every source (R8, R10). */
export const getUserLinks = query<{ userId: string }, UserLinks>(
  { name: 'getUserLinks', permission: 'users:read' },
  async ({ tx }, { userId }) => {
    const row = await selectUser(tx, userId)
    if (!row) throw new Problem('not_found')
    const links = await selectLinks(tx, [userId])
    const live = links.filter((link) => link.state === 'linked')
    const owners = ownedFields(row)
    return {
      links: links.map((link) => ({
        sourceId: link.source_id,
        kind: link.kind,
        name: link.source_name,
        externalId: link.external_id,
        state: link.state,
        firstSeenAt: link.first_seen_at.toISOString(),
        lastSeenAt: link.last_seen_at.toISOString(),
        raw: link.raw,
      })),
      fields: ownableFields.map((field) => {
        const owner = owners.get(field)
        const owning = live.find((link) => link.source_id === owner?.sourceId)
        return {
          field,
          value: valuesOf(row)[field],
          owner: owning
            ? {
                sourceId: owning.source_id,
                kind: owning.kind,
                name: owning.source_name,
                writtenAt: owning.last_seen_at.toISOString(),
              }
            : null,
          said: live
            .filter((link) => field in link.sent)
            .map((link) => ({
              sourceId: link.source_id,
              name: link.source_name,
              kind: link.kind,
              value: link.sent[field] ?? null,
            })),
        }
      }),
    }
  },
)
