import type { Session } from '../../domain/sessions.ts'
import { type Client, CommandError, createClient, ProblemError } from './client.ts'

export type SignIn = { url: string; account: string; email: string; password: string }
/** accountId: the account that is worked in. */
export type SignedIn = { client: Client; accountId: string; accountName: string; signOut(): Promise<void> }

/**
 * Signs in, and finds the account by its Account ID: one’s own, or a customer account of one’s partner account. Who has
 * the email in several accounts is tried in each of them.
 * @throws CommandError when the account isn’t there for this person
 */
export async function signIn({ url, account, email, password }: SignIn): Promise<SignedIn> {
  const open = async (accountId?: string) => {
    const client = createClient(url)
    const session = await client.send<Session>('POST', '/api/session', {
      email,
      password,
      ...(accountId ? { accountId } : {}),
    })
    return { client, session }
  }
  const found = async ({ client, session }: Awaited<ReturnType<typeof open>>): Promise<SignedIn | undefined> => {
    const signOut = () => client.send<void>('DELETE', '/api/session')
    const own = session.account
    if (own.number === account || own.id === account)
      return { client, accountId: own.id, accountName: own.name, signOut }
    if (own.kind === 'partner') {
      const { items } = await client.get<{ items: { id: string; number: string; name: string }[] }>(
        `/api/accounts?search=${encodeURIComponent(account)}&limit=200`,
      )
      const customer = items.find(({ id, number }) => number === account || id === account)
      if (customer) return { client, accountId: customer.id, accountName: customer.name, signOut }
    }
    await signOut()
    return undefined
  }
  const choices = await open().catch((error: unknown) => {
    if (error instanceof ProblemError && error.problem.code === 'several_accounts') return error.problem.accounts ?? []
    throw error
  })
  if (!Array.isArray(choices)) return (await found(choices)) ?? noAccount(account)
  for (const { id } of choices) {
    const one = await found(await open(id))
    if (one) return one
  }
  return noAccount(account)
}

function noAccount(account: string): never {
  throw new CommandError(`There is no account ${account}, or you may not see it.`)
}
