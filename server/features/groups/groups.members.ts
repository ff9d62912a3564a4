import type { TxContext } from '../../platform/context.ts'
import { isUuid } from '../../platform/ids.ts'
import { inOnePacket } from '../../platform/in-one-packet.ts'
import { quoted, refusal } from '../../scim/errors.ts'
import type { ExternalStep } from '../../scim/external.ts'
import { deleteMembers, deleteMembersWhere, deleteOtherMembers, insertMembers } from './groups.sql.ts'

export type MemberChange = { added: string[]; removed: string[] }

/** Does the steps of a write on members as sets, whatever the size of the group (scim.md §0.6). */
export async function changeMembers(
  context: TxContext,
  { id: groupId, baseUrl }: { id: string; baseUrl: string },
  steps: readonly ExternalStep[],
): Promise<MemberChange> {
  const added = new Set<string>()
  const removed = new Set<string>()
  const note = (ids: readonly string[], to: Set<string>, back: Set<string>) => {
    for (const id of ids) if (!back.delete(id)) to.add(id)
  }
  for (const step of steps) {
    if (step.op === 'removeWhere')
      note(await deleteMembersWhere(context.tx, baseUrl, groupId, step.filter), removed, added)
    if (step.op === 'remove') {
      // Who can't be a member is none.
      note(await deleteMembers(context.tx, groupId, step.ids.filter(isUuid)), removed, added)
    }
    if (step.op === 'replace' || step.op === 'add') {
      refuseOdd(groupId, step.ids)
      const [gone, come] = await inOnePacket([
        step.op === 'replace' ? deleteOtherMembers(context.tx, groupId, step.ids) : [],
        step.ids.length > 0 ? insertMembers(context.tx, groupId, step.ids) : undefined,
      ])
      // SCIM-C15: the same answer for an id of nobody and one of another account.
      if (come?.unknown) throw isNobody(come.unknown)
      note(gone, removed, added)
      note(come?.made ?? [], added, removed)
    }
  }
  return { added: [...added], removed: [...removed] }
}

function refuseOdd(groupId: string, ids: readonly string[]): void {
  const odd = ids.find((id) => !isUuid(id) || id !== id.toLowerCase() || id === groupId)
  if (odd !== undefined) throw isNobody(odd)
}

const isNobody = (id: string) =>
  refusal('invalidValue', `members has ${quoted(id)}, which is the id of no user and of no other group.`)
