import { useNotifications } from '@mantine/notifications'
import { lazy, Suspense, useRef } from 'react'

const ToastStack = lazy(async () => ({ default: (await import('./ToastStack.tsx')).ToastStack }))

/** What was done and what failed, in the corner; its code is loaded with the first message. */
export function Toasts() {
  const { notifications } = useNotifications()
  const wasNeeded = useRef(false)
  wasNeeded.current ||= notifications.length > 0
  return <Suspense>{wasNeeded.current && <ToastStack />}</Suspense>
}
