import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { api } from '../api.ts'
import { paths } from '../paths.ts'
import { isProblem } from '../problem.ts'
import { sessionQuery } from '../session.ts'

/** Ends the session; nothing of it stays in this tab. */
export function useSignOut() {
  const client = useQueryClient()
  const router = useRouter()
  return useMutation({
    mutationFn: async () => {
      try {
        await api.deleteSession()
      } catch (error) {
        if (!isProblem(error, 'sign_in_required')) throw error
      }
    },
    onSuccess: async () => {
      client.clear()
      client.setQueryData(sessionQuery.queryKey, null)
      await router.navigate({ to: paths.signIn })
    },
  })
}
