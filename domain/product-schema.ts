import { z } from 'zod'
import { integrations } from './products.ts'

/** Further products come by configuration in this shape. */
export const productSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/),
  name: z.string().min(1).max(100),
  requiresIntegration: z.enum(integrations).optional(),
  excludedByIntegration: z.enum(integrations).optional(),
})
