import { useEffect } from 'react'

/** Calls `again` when the reader comes back to the page, from another tab or window. */
export function useLookedAgain(again: () => void): void {
  useEffect(() => {
    const looked = () => {
      if (document.visibilityState === 'visible') again()
    }
    document.addEventListener('visibilitychange', looked)
    return () => document.removeEventListener('visibilitychange', looked)
  }, [again])
}
