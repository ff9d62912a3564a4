import type { Mutation } from './mutation.ts'
import { bulk } from './mutations.bulk.ts'
import { domain } from './mutations.domain.ts'
import { features } from './mutations.features.ts'
import { platform } from './mutations.platform.ts'
import { users } from './mutations.users.ts'

/** The rules that `npm run test:mutation` breaks, one at a time. */
export const mutations: Mutation[] = [...domain, ...platform, ...users, ...bulk, ...features]
