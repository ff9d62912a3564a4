import { PageTitle } from '../../../parts/PageTitle.tsx'

export function AccountInformationPage() {
  return <PageTitle title="AccountInformationPage" />
}
