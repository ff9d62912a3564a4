import type { FormEvent, MouseEvent, ReactNode } from 'react'

type Props = { onSubmit: (event: FormEvent<HTMLFormElement>) => void; children: ReactNode }

/**
 * A form that judges itself. Pressing one of its buttons leaves the cursor in the field: otherwise the field would be
 * judged first, its error would move the button, and the press would miss.
 */
export function Form({ onSubmit, children }: Props) {
  const keepFocus = (event: MouseEvent<HTMLFormElement>) => {
    if (event.target instanceof Element && event.target.closest('button')) event.preventDefault()
  }
  return (
    <form noValidate onSubmit={onSubmit} onMouseDown={keepFocus}>
      {children}
    </form>
  )
}
