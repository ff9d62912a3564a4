import { PageTitle } from '../../parts/PageTitle.tsx'

export function RegisterPage() {
  return <PageTitle title="RegisterPage" />
}
