import { type RefObject, useEffect, useState } from 'react'

/**
 * When a dialog is gone, focus goes back to whom opened it; where that is gone too, to the page.
 * @param opener where the one that was pressed stood in a menu or panel that has closed since
 */
export function useFocusBack(opener?: RefObject<HTMLElement | null>): void {
  const [from] = useState(() => document.activeElement)
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return
        const places = [opener?.current, from, document.getElementById('main')]
        places
          .find((one): one is HTMLElement => one instanceof HTMLElement && one.isConnected && one !== document.body)
          ?.focus()
      })
    },
    [opener, from],
  )
}
