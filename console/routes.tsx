import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  notFound,
  redirect,
} from '@tanstack/react-router'
import { CrashOutside, CrashPage } from './pages/CrashPage.tsx'
import { NotFoundPage } from './pages/NotFoundPage.tsx'
import { AccountGate } from './parts/AccountGate.tsx'
import { PagePending } from './parts/PagePending.tsx'
import { Root } from './parts/Root.tsx'
import { Shell } from './parts/Shell.tsx'
import { paths } from './paths.ts'
import { homeOf, isPartner, safeNext, sessionQuery } from './session.ts'

/** Parameters of an address, always text: a page reads its own meaning into them. */
type Search = Record<string, string | undefined>

const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
  errorComponent: CrashOutside,
})

const page = <Path extends string>(path: Path) => ({ getParentRoute: () => root, path })

const signInRoute = createRoute({
  ...page(paths.signIn),
  validateSearch: (search: Search): { next?: string; ended?: string } => ({
    next: safeNext(search.next),
    ended: search.ended,
  }),
  beforeLoad: async ({ context, search }) => {
    // Where the server can’t be asked, the page says so itself when it is used.
    const session = await context.queryClient.ensureQueryData(sessionQuery).catch(() => null)
    if (session) throw redirect({ href: search.next ?? homeOf(session), replace: true })
  },
  component: lazyRouteComponent(() => import('./pages/sign-in/SignInPage.tsx'), 'SignInPage'),
})
const forgotPasswordRoute = createRoute({
  ...page(paths.forgotPassword),
  component: lazyRouteComponent(() => import('./pages/sign-in/ForgotPasswordPage.tsx'), 'ForgotPasswordPage'),
})
const resetPasswordRoute = createRoute({
  ...page(paths.resetPassword),
  component: lazyRouteComponent(() => import('./pages/sign-in/ResetPasswordPage.tsx'), 'ResetPasswordPage'),
})
const registerRoute = createRoute({
  ...page(paths.register),
  component: lazyRouteComponent(() => import('./pages/register/RegisterPage.tsx'), 'RegisterPage'),
})
const mailboxRoute = createRoute({
  ...page(paths.mailbox),
  validateSearch: (search: Search): { mail?: string } => ({ mail: search.mail }),
  component: lazyRouteComponent(() => import('./pages/mailbox/MailboxPage.tsx'), 'MailboxPage'),
})

/** Everything behind sign-in: who is not signed in comes back to the wanted page after it. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  component: Shell,
  errorComponent: CrashOutside,
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery)
    if (!session) throw redirect({ to: paths.signIn, search: { next: safeNext(location.href) }, replace: true })
    return { session }
  },
})
const behind = <Path extends string>(path: Path) => ({ getParentRoute: () => signedIn, path })

const unknownRoute = createRoute({ ...behind('$'), component: NotFoundPage })
const homeRoute = createRoute({
  ...behind(paths.home),
  beforeLoad: ({ context }) => {
    throw redirect({ href: homeOf(context.session), replace: true })
  },
})
const profileRoute = createRoute({
  ...behind(paths.profile),
  component: lazyRouteComponent(() => import('./pages/profile/ProfilePage.tsx'), 'ProfilePage'),
})
const accountsRoute = createRoute({
  ...behind(paths.accounts),
  validateSearch: (search: Search): { search?: string } => ({ search: search.search }),
  beforeLoad: ({ context }) => {
    if (!isPartner(context.session)) throw notFound()
  },
  component: lazyRouteComponent(() => import('./pages/accounts/AccountsPage.tsx'), 'AccountsPage'),
})
/** Inside one account. A user without rights there gets what an unknown address gets. */
const accountRoute = createRoute({
  ...behind(paths.account),
  component: AccountGate,
  beforeLoad: ({ context }) => {
    if (context.session.user.role === 'user') throw notFound()
  },
})
const accountInformationRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/',
  component: lazyRouteComponent(
    () => import('./pages/accounts/account/AccountInformationPage.tsx'),
    'AccountInformationPage',
  ),
})
const usersRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/users',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./pages/accounts/users/UsersPage.tsx'), 'UsersPage'),
})
const jobsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/jobs',
  component: lazyRouteComponent(() => import('./pages/accounts/jobs/JobsPage.tsx'), 'JobsPage'),
})
const jobRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/jobs/$jobId',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./pages/accounts/jobs/JobPage.tsx'), 'JobPage'),
})
const importRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/imports/$importId',
  validateSearch: (search: Search): { status?: string; search?: string; columns?: string } => ({
    status: search.status,
    search: search.search,
    columns: search.columns,
  }),
  component: lazyRouteComponent(() => import('./pages/accounts/imports/ImportPage.tsx'), 'ImportPage'),
})
const userRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/users/$userId',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./pages/accounts/users/user/UserPage.tsx'), 'UserPage'),
})
const eventsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/events',
  validateSearch: (search: Search): Search => search,
  component: lazyRouteComponent(() => import('./pages/accounts/events/EventsPage.tsx'), 'EventsPage'),
})

const sourcesRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sources',
  component: lazyRouteComponent(() => import('./pages/accounts/sources/SourcesPage.tsx'), 'SourcesPage'),
})
const sourceRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/sources/$sourceId',
  component: lazyRouteComponent(() => import('./pages/accounts/sources/SourcePage.tsx'), 'SourcePage'),
})
const groupsRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/groups',
  component: lazyRouteComponent(() => import('./pages/accounts/groups/GroupsPage.tsx'), 'GroupsPage'),
})
const groupRoute = createRoute({
  getParentRoute: () => accountRoute,
  path: '/groups/$groupId',
  component: lazyRouteComponent(() => import('./pages/accounts/groups/GroupPage.tsx'), 'GroupPage'),
})

const routeTree = root.addChildren([
  signInRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  registerRoute,
  mailboxRoute,
  signedIn.addChildren([
    homeRoute,
    unknownRoute,
    profileRoute,
    accountsRoute,
    accountRoute.addChildren([
      accountInformationRoute,
      usersRoute,
      jobsRoute,
      jobRoute,
      importRoute,
      userRoute,
      eventsRoute,
      sourcesRoute,
      sourceRoute,
      groupsRoute,
      groupRoute,
    ]),
  ]),
])

/** The router of the console. Search parameters are plain text, so that an address reads like the API’s. */
export const createConsoleRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 300,
    defaultPendingMinMs: 200,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: CrashPage,
    defaultNotFoundComponent: NotFoundPage,
    scrollRestoration: true,
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const parameters = new URLSearchParams()
      for (const [name, value] of Object.entries(search)) {
        if (value !== undefined && value !== '') parameters.set(name, String(value))
      }
      const text = parameters.toString().replaceAll('%2C', ',').replaceAll('%2F', '/')
      return text && `?${text}`
    },
  })
