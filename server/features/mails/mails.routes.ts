import type { mailboxRoutes } from '../../../domain/api/mailbox.ts'
import type { Handlers } from '../../platform/http.ts'
import { Problem } from '../../platform/problem.ts'
import { listMailbox } from './mails.ts'

export const mailsDoor: Handlers<typeof mailboxRoutes> = {
  /** Shows one-time links, so that a page of another site must not reach it by a name of its own (DNS rebinding). */
  async listMailbox({ context, query, request }) {
    if (!answersTo(request.headers.host, context.house.settings.publicUrl)) throw new Problem('not_found')
    const items = await listMailbox(context, query)
    return { body: { items, nextCursor: null, total: items.length } }
  },
}

/**
 * A loopback name, or the name of PUBLIC_URL: the start refuses a PUBLIC_URL beyond loopback unless MAILBOX=open.
 * @param header the Host header as it came
 */
export function answersTo(header: string | undefined, publicUrl: string): boolean {
  const host = URL.parse(`http://${header ?? ''}`)?.hostname ?? ''
  return (
    host === 'localhost' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host) || host === new URL(publicUrl).hostname
  )
}
