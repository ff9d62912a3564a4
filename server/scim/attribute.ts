/** One attribute definition (RFC 7643 §7). These definitions drive parsing, comparing, patching and discovery alike. */
export type Attribute = Readonly<{
  name: string
  type: 'string' | 'boolean' | 'decimal' | 'integer' | 'dateTime' | 'binary' | 'reference' | 'complex'
  multiValued: boolean
  description: string
  required: boolean
  canonicalValues?: readonly string[]
  caseExact: boolean
  mutability: 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly'
  returned: 'always' | 'default' | 'request' | 'never'
  uniqueness: 'none' | 'server' | 'global'
  referenceTypes?: readonly string[]
  subAttributes: readonly Attribute[]
  /** sub-attributes by lower-case name */
  subs: ReadonlyMap<string, Attribute>
  /** Kept outside the document (members of a group): PATCH and PUT yield set operations and never load it. */
  external: boolean
  /** A PUT without it keeps what is there, since its absence must not switch somebody on or off (SCIM-C8). */
  keptByPut: boolean
  /** Accepted and discarded; not advertised, since it never comes back (SCIM-C10, SCIM-D7). */
  hidden: boolean
}>

type Options = Partial<Omit<Attribute, 'name' | 'type' | 'description' | 'subs'>>

/** A definition with the defaults of RFC 7643 §2.2. References and binaries compare exactly (§2.3.6, §2.3.7). */
export function attribute(
  name: string,
  type: Attribute['type'],
  description: string,
  options: Options = {},
): Attribute {
  const subAttributes = options.subAttributes ?? []
  return {
    name,
    type,
    description,
    multiValued: false,
    required: false,
    caseExact: type === 'reference' || type === 'binary',
    mutability: 'readWrite',
    returned: 'default',
    uniqueness: 'none',
    external: false,
    keptByPut: false,
    hidden: false,
    ...options,
    subAttributes,
    subs: byName(subAttributes),
  }
}

export function text(name: string, description: string, options?: Options): Attribute {
  return attribute(name, 'string', description, options)
}

/** A multi-valued complex attribute with the sub-attributes that RFC 7643 §2.4 gives to most of them. */
export function plural(
  name: string,
  description: string,
  value: Attribute,
  canonicalValues?: readonly string[],
): Attribute {
  return attribute(name, 'complex', description, {
    multiValued: true,
    subAttributes: [
      value,
      text('display', 'A name for people to read.'),
      text('type', 'What the value is for. Other words than the listed ones are accepted.', { canonicalValues }),
      attribute('primary', 'boolean', 'Whether this is the preferred value. True at most once.'),
    ],
  })
}

/** A Map and not an object, so that names such as __proto__ find nothing (SCIM-T12). */
export function byName(attributes: readonly Attribute[]): ReadonlyMap<string, Attribute> {
  return new Map(attributes.map((one) => [one.name.toLowerCase(), one]))
}
