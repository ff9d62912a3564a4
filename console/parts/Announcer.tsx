import { VisuallyHidden } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { onSpoken, spokenNow } from '../announce.ts'

/** The one live region. */
export function Announcer() {
  const text = useSyncExternalStore(onSpoken, spokenNow)
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {text}
    </VisuallyHidden>
  )
}
