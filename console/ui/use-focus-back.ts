import { type RefObject, useEffect, useRef, useState } from 'react'

/** Focus goes to the page, where what had it is gone: whoever came by keyboard goes on from there. */
export const focusPage = (): void => document.getElementById('main')?.focus({ preventScroll: true })

/**
 * When a dialog is gone, focus goes back to whom opened it; where that is gone too, to the page.
 * @param opener where the one that was pressed stood in a menu or panel that has closed since
 * @returns to be set when what opened the dialog goes with it
 */
export function useFocusBack(opener?: RefObject<HTMLElement | null>): RefObject<boolean> {
  const [from] = useState(() => document.activeElement)
  const isGoing = useRef(false)
  useEffect(
    () => () => {
      setTimeout(() => {
        if (document.activeElement !== document.body) return
        const back = [opener?.current, from].find((one) => one instanceof HTMLElement && one.isConnected)
        if (back instanceof HTMLElement && back !== document.body && !isGoing.current) back.focus()
        else focusPage()
      })
    },
    [opener, from],
  )
  return isGoing
}
