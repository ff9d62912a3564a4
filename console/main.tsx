import '@fontsource-variable/inter/wght.css'
import '@mantine/core/styles.layer.css'
import '@mantine/notifications/styles.layer.css'
import './console.css'
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { Toasts } from './parts/Toasts.tsx'
import { paths } from './paths.ts'
import { createQueryClient } from './query.ts'
import { createConsoleRouter } from './routes.tsx'
import { safeNext, sessionQuery } from './session.ts'
import { cssVariables, theme } from './theme.ts'

const queryClient = createQueryClient(() => {
  const next = safeNext(router.state.location.href)
  queryClient.setQueryData(sessionQuery.queryKey, null)
  void router.navigate({ to: paths.signIn, search: { next, ended: 'true' }, replace: true, ignoreBlocker: true })
})
// Asked for while the first page’s code is still on its way.
void queryClient.prefetchQuery(sessionQuery)
const router = createConsoleRouter(queryClient)

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createConsoleRouter>
  }
  /** What one page hands to the next without putting it into the address. */
  interface HistoryState {
    email?: string
  }
}

const root = document.getElementById('root')
if (!root) throw new Error('index.html has lost its root')
createRoot(root).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={localStorageColorSchemeManager({ key: 'color-scheme' })}
    >
      <QueryClientProvider client={queryClient}>
        <Toasts />
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
)
