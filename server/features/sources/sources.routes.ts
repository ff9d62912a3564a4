import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import {
  addSource,
  createSourceToken,
  deleteSource,
  deleteSourceToken,
  getSource,
  listSources,
  releaseSource,
  updateSource,
} from './sources.ts'

export const sourcesDoor = {
  listSources: async ({ context }) => ({ body: await listSources(context) }),
  createSource: async ({ context, body, reply }) => {
    const source = await addSource(context, body)
    reply.header('location', `/api/accounts/${context.accountId}/sources/${source.id}`)
    return { body: source }
  },
  getSource: async ({ context, params }) => ({ body: await getSource(context, params) }),
  updateSource: async ({ context, params, body }) => ({ body: await updateSource(context, { ...params, body }) }),
  deleteSource: async ({ context, params }) => {
    await deleteSource(context, params)
    return {}
  },
  createSourceToken: async ({ context, params }) => ({ body: await createSourceToken(context, params) }),
  deleteSourceToken: async ({ context, params }) => {
    await deleteSourceToken(context, params)
    return {}
  },
  releaseSource: async ({ context, params }) => ({ body: await releaseSource(context, params) }),
} satisfies Partial<Handlers<Routes>>
