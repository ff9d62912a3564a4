import { problems } from '../../../../domain/problems.ts'

/** The title of a problem’s code; what is unknown is an inner error. */
export const problemOf = (code: string): string =>
  (Object.hasOwn(problems, code) ? problems[code as keyof typeof problems] : problems.internal).title
