import { notifications } from '@mantine/notifications'
import { announce } from './announce.ts'
import { problemText } from './i18n.ts'

/** Says what was done, in the corner and to screen readers. */
export function notifyDone(message: string): void {
  // Said once: by the live region.
  notifications.show({ message, color: 'blue', role: 'group' })
  announce(message)
}

/** Says why something failed that has no place of its own on the page. */
export function notifyProblem(error: unknown): void {
  const { title, help, requestId } = problemText(error)
  notifications.show({
    title,
    message: requestId ? `${help} (${requestId})` : help,
    color: 'red',
    autoClose: 12_000,
    role: 'alert',
  })
}
