import { PageTitle } from '../../parts/PageTitle.tsx'

export function ForgotPasswordPage() {
  return <PageTitle title="ForgotPasswordPage" />
}
