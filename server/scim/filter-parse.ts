import type { Attribute } from './attribute.ts'
import type { AttributePath } from './attribute-path.ts'
import { quoted, refusal } from './errors.ts'
import {
  type CompareOperator,
  compareOperators,
  elementAttributes,
  elementScope,
  type Filter,
  type Scope,
} from './filter.ts'
import {
  broken,
  countNode,
  deeper,
  type Reader,
  reader,
  skipSpace,
  takeLiteral,
  takeMark,
  takeName,
  takeWord,
} from './filter-reader.ts'
import { comparable } from './filter-value.ts'

/**
 * Reads a filter (RFC 7644 §3.4.2.2; SCIM-F1 to F10, F14).
 * In: the text and the names that it may use. Out: the filter with all names resolved.
 * Throws 400 invalidFilter for syntax, unknown attributes and comparisons without meaning, 400 tooMany past the
 * limit of terms. Unknown attributes are refused, since "no match" would let a directory create duplicates.
 */
export function parseFilter(text: string, scope: Scope): Filter {
  const at = reader(text)
  const filter = parseOr(at, scope)
  if (at.at < text.length) throw broken(at, '"and", "or" or the end')
  return filter
}

/** Reads `[filter]` behind an attribute, for the paths of PATCH too. */
export function parseElementFilter(at: Reader, attribute: Attribute): Filter {
  if (attribute.type !== 'complex' && !attribute.multiValued) {
    throw refusal('invalidFilter', `${attribute.name} has a single value; it can't be filtered with [ ].`)
  }
  if (!takeMark(at, '[')) throw broken(at, '"["')
  countNode(at)
  const filter = deeper(at, () => parseOr(at, elementScope(attribute)))
  if (!takeMark(at, ']')) throw broken(at, '"]"')
  return filter
}

function parseOr(at: Reader, scope: Scope): Filter {
  return parseChain(at, 'or', () => parseChain(at, 'and', () => parseTerm(at, scope)))
}

function parseChain(at: Reader, kind: 'and' | 'or', next: () => Filter): Filter {
  const first = next()
  const terms = [first]
  while (takeWord(at, kind)) terms.push(next())
  if (terms.length === 1) return first
  countNode(at)
  return { kind, terms }
}

/** One term, with the space around it. */
function parseTerm(at: Reader, scope: Scope): Filter {
  skipSpace(at)
  const term = parseGroup(at, scope) ?? parseNot(at, scope) ?? parseComparison(at, scope)
  skipSpace(at)
  return term
}

function parseGroup(at: Reader, scope: Scope): Filter | undefined {
  if (!takeMark(at, '(')) return undefined
  const inner = deeper(at, () => parseOr(at, scope))
  if (!takeMark(at, ')')) throw broken(at, '")"')
  return inner
}

function parseNot(at: Reader, scope: Scope): Filter | undefined {
  if (!takeWord(at, 'not')) return undefined
  skipSpace(at)
  countNode(at)
  const term = parseGroup(at, scope)
  if (!term) throw broken(at, '"(" after "not"')
  return { kind: 'not', term }
}

function parseComparison(at: Reader, scope: Scope): Filter {
  const name = takeName(at)
  if (name === undefined) throw broken(at, 'the name of an attribute')
  const path = scope(name)
  if (!path) throw refusal('invalidFilter', `The filter names an unknown attribute ${quoted(name)}.`)
  if (at.text[at.at] === '[') return parseElement(at, path)
  countNode(at)
  return bind(path, parseTest(at))
}

/** `emails[type eq "work"]`, and with `.value` or without any operator behind it (SCIM-F6). */
function parseElement(at: Reader, path: AttributePath): Filter {
  if (path.sub) throw refusal('invalidFilter', `Only a whole attribute can be filtered with [ ], not ${path.sub.name}.`)
  const term = parseElementFilter(at, path.attribute)
  let sub: string | undefined
  if (takeMark(at, '.')) {
    sub = takeName(at)
    if (sub === undefined) throw broken(at, 'the name of a sub-attribute')
  } else {
    const start = at.at
    skipSpace(at)
    if (!isOperator(at)) {
      at.at = start
      return { kind: 'element', path, term }
    }
    sub = 'value'
  }
  const inner = elementScope(path.attribute)(sub)
  if (!inner) throw refusal('invalidFilter', `${path.attribute.name} has no sub-attribute ${quoted(sub)}.`)
  countNode(at)
  const test = parseTest(at)(inner)
  return { kind: 'element', path, term: { kind: 'and', terms: [term, test] } }
}

function isOperator(at: Reader): boolean {
  const start = at.at
  const word = takeName(at)?.toLowerCase()
  at.at = start
  return word === 'pr' || compareOperators.some((operator) => operator === word)
}

/** Reads `pr` or an operator and its value; the result still wants the attribute that it is about. */
function parseTest(at: Reader): (path: AttributePath) => Filter {
  skipSpace(at)
  const start = at.at
  const word = takeName(at)?.toLowerCase()
  if (word === 'pr') return (path) => ({ kind: 'present', path })
  const operator = compareOperators.find((one) => one === word)
  if (!operator) {
    at.at = start
    throw broken(at, `an operator (${compareOperators.join(', ')} or pr)`)
  }
  skipSpace(at)
  const value = takeLiteral(at)
  return (path) => compare(path, operator, value)
}

function compare(path: AttributePath, operator: CompareOperator, value: string | number | boolean | null): Filter {
  if (value === null) {
    // Null, absent and empty are one state (SCIM-T9, SCIM-F10).
    if (operator === 'eq') return { kind: 'not', term: { kind: 'present', path } }
    if (operator === 'ne') return { kind: 'present', path }
    throw refusal('invalidFilter', `"${operator}" can't compare with null.`)
  }
  // A single-valued complex attribute means its `value`: `manager eq "…"` (SCIM-F7, SCIM-F12).
  const implied = path.sub ? undefined : path.attribute.subs.get('value')
  const target = implied ? { ...path, sub: implied } : path
  return { kind: 'compare', path: target, operator, value: comparable(target.sub ?? target.attribute, operator, value) }
}

/** Binds what is asked of a multi-valued attribute to one of its values. */
function bind(path: AttributePath, test: (path: AttributePath) => Filter): Filter {
  if (!path.attribute.multiValued) return test(path)
  const { sub, ...whole } = path
  const asked = test({ attribute: sub ?? impliedSub(path.attribute) })
  if (asked.kind === 'present' && !sub) return { kind: 'present', path: whole }
  if (asked.kind === 'not' && !sub) return { kind: 'not', term: { kind: 'present', path: whole } }
  // Not to be present is not to be present in any value.
  if (asked.kind === 'not') return { kind: 'not', term: { kind: 'element', path: whole, term: asked.term } }
  const element: Filter = { kind: 'element', path: whole, term: asked }
  if (asked.kind !== 'compare' || asked.operator !== 'ne') return element
  // "ne" is true of an attribute that is absent (SCIM-F10).
  return { kind: 'or', terms: [{ kind: 'not', term: { kind: 'present', path: whole } }, element] }
}

/** What a multi-valued attribute means without a sub-attribute (SCIM-F7). */
function impliedSub(attribute: Attribute): Attribute {
  return elementAttributes(attribute).get('value') ?? attribute
}
