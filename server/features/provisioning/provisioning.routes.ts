import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import { decideConflict, listConflicts } from './provisioning.conflicts.ts'
import { listSourceRequests, writeRequests } from './provisioning.requests.ts'

export const provisioningDoor = {
  listSourceRequests: async ({ context, params }) => {
    // What this process has just answered is shown at once.
    await writeRequests(context.house)
    return { body: await listSourceRequests(context, params) }
  },
  listConflicts: async ({ context }) => ({ body: await listConflicts(context) }),
  decideConflict: async ({ context, params, body }) => ({ body: await decideConflict(context, { ...params, body }) }),
} satisfies Partial<Handlers<Routes>>
