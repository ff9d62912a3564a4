import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams } from '@tanstack/react-router'
import { NotFoundPage } from '../pages/NotFoundPage.tsx'
import { paths } from '../paths.ts'
import { isProblem } from '../problem.ts'
import { accountQuery } from '../queries.ts'

/** Around every page of one account: an account that one may not see is one that does not exist. */
export function AccountGate() {
  const { accountId } = useParams({ from: `/signed-in${paths.account}` })
  const { error } = useQuery(accountQuery(accountId))
  if (isProblem(error, 'not_found', 'forbidden')) return <NotFoundPage />
  return <Outlet key={accountId} />
}
