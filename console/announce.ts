type Listener = () => void

let spoken = ''
const listeners = new Set<Listener>()

/** Says a sentence to screen readers, politely: result counts, progress, what was saved. */
export function announce(sentence: string): void {
  // The same sentence twice is only spoken again if the text differs.
  spoken = sentence === spoken ? `${sentence}\u00a0` : sentence
  for (const listener of listeners) listener()
}

export const spokenNow = (): string => spoken

export function onSpoken(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
