/**
 * A text that a spreadsheet program would take for a formula gets an apostrophe before it (SEC-34): those that begin with
 * = + - @ TAB CR LF or a full-width form. So does one with apostrophes before such a sign, so that exactly one can be
 * taken off again: `restored(neutral(text))` is the text, whatever it was.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/
const neutralised = /^''*[=+\-@\t\r\n＝＋－＠]/
const phone = /^\+\d[\d ()./-]{5,}$/

/** For CSV, where a program guesses what a cell is: a phone number would lose its plus. */
export const neutral = (text: string): string => (formula.test(text) ? `'${text}` : text)

/** For cells that are marked as text: phone numbers stay as they are. */
export const neutralCell = (text: string): string => (phone.test(text) ? text : neutral(text))

export const restored = (text: string): string => (neutralised.test(text) ? text.slice(1) : text)
