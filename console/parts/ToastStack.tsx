import { Notifications } from '@mantine/notifications'

/** The messages that are shown now. */
export function ToastStack() {
  return <Notifications position="bottom-right" autoClose={5000} limit={4} zIndex={1000} />
}
