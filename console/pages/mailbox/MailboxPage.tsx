import { PageTitle } from '../../parts/PageTitle.tsx'

export function MailboxPage() {
  return <PageTitle title="MailboxPage" />
}
