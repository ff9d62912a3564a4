import type { Routes } from '../../../domain/api/api.ts'
import type { Handlers } from '../../platform/http.ts'
import * as licences from './licences.ts'

export const licencesDoor = {
  getIntegrations: async ({ context }) => ({ body: await licences.getIntegrations(context) }),
  updateIntegrations: async ({ context, body }) => ({ body: await licences.updateIntegrations(context, body) }),
  listSubscriptions: async ({ context }) => ({ body: await licences.listSubscriptions(context) }),
  createSubscription: async ({ context, body }) => ({ body: await licences.createSubscription(context, body) }),
  endSubscription: async ({ context, params }) => ({ body: await licences.endSubscription(context, params) }),
  listLicences: async ({ context }) => ({ body: await licences.listLicences(context) }),
} satisfies Partial<Handlers<Routes>>
