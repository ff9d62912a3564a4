import { PageTitle } from '../../parts/PageTitle.tsx'

export function ResetPasswordPage() {
  return <PageTitle title="ResetPasswordPage" />
}
