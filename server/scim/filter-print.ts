import { pathName } from './attribute-path.ts'
import type { Filter } from './filter.ts'

/** A filter as text that reads back to the same filter; for the log of requests and for tests. */
export function printFilter(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms
        .map((term) => (term.kind === 'and' || term.kind === 'or' ? `(${printFilter(term)})` : printFilter(term)))
        .join(` ${filter.kind} `)
    case 'not':
      return `not (${printFilter(filter.term)})`
    case 'present':
      return `${pathName(filter.path)} pr`
    case 'compare':
      return `${pathName(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
    case 'element':
      return `${pathName(filter.path)}[${printFilter(filter.term)}]`
  }
}
