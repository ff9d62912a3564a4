import { PageTitle } from '../../parts/PageTitle.tsx'

export function AccountsPage() {
  return <PageTitle title="AccountsPage" />
}
