import { fieldErrors } from '../i18n.ts'
import { isProblem } from '../problem.ts'

type Errors = Record<string, unknown>

/** Puts the cursor in the first wrong field, in the order in which the fields stand on the page. */
export function focusFirstError(errors: Errors): void {
  // After the errors are painted: a field that was just shown is there by then.
  requestAnimationFrame(() => {
    const fields = [...document.querySelectorAll<HTMLElement>('[data-path]')]
    fields.find((field) => errors[field.dataset.path ?? ''])?.focus()
  })
}

type Form = { setErrors: (errors: Record<string, string>) => void }

/**
 * Shows the server’s field errors at their fields. Returns whether every one of them has a field here; otherwise the
 * problem is to be shown as a whole too.
 */
export function showFieldErrors(form: Form, error: unknown, fields: readonly string[]): boolean {
  if (!isProblem(error) || error.errors.length === 0) return false
  const errors = fieldErrors(error.errors)
  form.setErrors(errors)
  focusFirstError(errors)
  return error.errors.every(({ field }) => fields.some((known) => field === known || field.startsWith(`${known}.`)))
}
