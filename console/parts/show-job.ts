import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'
import { paths } from '../paths.ts'
import { showJob } from './JobToast.tsx'

/** Shows the progress of a job of an account in the corner, with the way to its page. */
export function useShowJob(accountId: string): (jobId: string) => void {
  const navigate = useNavigate()
  return useCallback(
    (jobId: string) =>
      showJob(accountId, jobId, (wanted) => void navigate({ to: paths.job, params: { accountId, jobId: wanted } })),
    [accountId, navigate],
  )
}
