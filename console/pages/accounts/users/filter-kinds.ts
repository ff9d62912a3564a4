import type { Licence } from '../../../../domain/accounts.ts'
import type { Facets } from '../../../../domain/filter.ts'
import { invitationFilters, lastSignInFilters, properties } from '../../../../domain/filter-values.ts'
import { origins } from '../../../../domain/sources.ts'
import { formatList, t } from '../../../i18n.ts'
import type { FilterKindShown } from '../../../parts/FilterBar.tsx'
import { type FilterKind, filterKinds, type UsersView } from './users-view.ts'

/** The products that somebody is licensed for (2.4), and those that the view asks for. */
export function licensedProducts(licences: readonly Licence[], facets: Facets | undefined, view: UsersView): string[] {
  const licensed = licences.filter(({ assigned }) => assigned > 0).map(({ product }) => product)
  return [...new Set([...licensed, ...Object.keys(facets?.product ?? {}), ...view.product])]
}

/** The kinds and values that + Add Filter offers, each value with its count where that is known. */
export function filterKindsShown(
  facets: Facets | undefined,
  products: readonly string[],
  productName: (id: string) => string,
): FilterKindShown<FilterKind>[] {
  const values = <T extends string>(kind: FilterKind, ids: readonly T[], label: (id: T) => string) =>
    ids.map((id) => ({ id, label: label(id), count: facets ? (facets[kind][id] ?? 0) : undefined }))
  return [
    {
      id: 'property',
      label: t('filter.kind.property'),
      values: values('property', properties, (id) => t(`filter.property.${id}`)),
    },
    {
      id: 'product',
      label: t('filter.kind.product'),
      values: values('product', products, productName),
      empty: t('filter.noProducts'),
    },
    {
      id: 'invitation',
      label: t('filter.kind.invitation'),
      values: values('invitation', invitationFilters, (id) => t(`filter.invitation.${id}`)),
    },
    { id: 'source', label: t('filter.kind.source'), values: values('source', origins, (id) => t(`source.${id}`)) },
    {
      id: 'lastSignIn',
      label: t('filter.kind.lastSignIn'),
      values: values('lastSignIn', lastSignInFilters, (id) => t(`filter.lastSignIn.${id}`)),
    },
  ]
}

/** The filters of a view in words: *Property: Admins and Source: SCIM*. */
export function filtersInWords(view: UsersView, kinds: readonly FilterKindShown<FilterKind>[]): string {
  const chosen = filterKinds.flatMap((id) => {
    const kind = kinds.find((candidate) => candidate.id === id)
    return view[id].map((value) => {
      const label = kind?.values.find((candidate) => candidate.id === value)?.label ?? value
      return t('filter.chip', { kind: kind?.label ?? id, value: label })
    })
  })
  return formatList(chosen)
}
