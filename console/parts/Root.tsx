import { Outlet } from '@tanstack/react-router'
import { Announcer } from './Announcer.tsx'
import { OfflineBanner } from './OfflineBanner.tsx'

/** Around every page, signed in or not. */
export function Root() {
  return (
    <>
      <OfflineBanner />
      <Outlet />
      <Announcer />
    </>
  )
}
