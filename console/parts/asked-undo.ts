import { useSyncExternalStore } from 'react'
import type { Job } from '../../domain/jobs.ts'

/** What somebody wants to take back who pressed Undo in a toast. */
export type AskedUndo = { accountId: string; job: Job; title: string; onStarted: (job: Job) => void }

let asked: AskedUndo | null = null
const listeners = new Set<() => void>()

/** Asks for the dialog; toasts stand outside the pages and go by themselves, so that it can’t stand in one. null: no more. */
export function askUndo(next: AskedUndo | null): void {
  asked = next
  for (const listener of listeners) listener()
}

const listen = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useAskedUndo = (): AskedUndo | null => useSyncExternalStore(listen, () => asked)
