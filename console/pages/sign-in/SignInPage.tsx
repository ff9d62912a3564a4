import { PageTitle } from '../../parts/PageTitle.tsx'

export function SignInPage() {
  return <PageTitle title="SignInPage" />
}
