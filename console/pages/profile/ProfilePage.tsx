import { PageTitle } from '../../parts/PageTitle.tsx'

export function ProfilePage() {
  return <PageTitle title="ProfilePage" />
}
