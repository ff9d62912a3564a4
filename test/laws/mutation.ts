/** One way to break a rule: in `file`, `find` (which stands there once) becomes `replace`; then `test` must fail. */
export interface Mutation {
  rule: string
  file: string
  find: string
  replace: string
  test: { file: string; name: string }
}

/** Mutations of one file that one test file watches: `[rule, find, replace, name of the test]`. */
export const of = (
  file: string,
  test: string,
  changes: [rule: string, find: string, replace: string, name: string][],
) => changes.map(([rule, find, replace, name]): Mutation => ({ rule, file, find, replace, test: { file: test, name } }))
