import { CloseButton, Group } from '@mantine/core'
import { t } from '../i18n.ts'
import classes from './FilterBar.module.css'

export type FilterValue = { id: string; label: string; count?: number }
export type FilterKindShown<Kind extends string> = {
  id: Kind
  label: string
  values: readonly FilterValue[]
  /** Said where there are no values. */
  empty?: string
}
export type ChosenFilters<Kind extends string> = Readonly<Record<Kind, readonly string[]>>

type Props<Kind extends string> = {
  kinds: readonly FilterKindShown<Kind>[]
  chosen: ChosenFilters<Kind>
  onToggle: (kind: Kind, value: string) => void
}

/** The chosen filters as chips, each with a button that takes it away. Nothing when there are none. */
export function FilterBar<Kind extends string>({ kinds, chosen, onToggle }: Props<Kind>) {
  const chips = kinds.flatMap((kind) =>
    chosen[kind.id].map((value) => ({
      kind,
      value,
      label: kind.values.find(({ id }) => id === value)?.label ?? value,
    })),
  )
  if (chips.length === 0) return null
  return (
    <Group component="ul" gap={6} className={classes.chips} aria-label={t('filter.active')}>
      {chips.map(({ kind, value, label }) => (
        <li key={`${kind.id} ${value}`} className={classes.chip}>
          <span className={classes.text}>{t('filter.chip', { kind: kind.label, value: label })}</span>
          <CloseButton
            size={24}
            iconSize={14}
            aria-label={t('filter.remove', { kind: kind.label, value: label })}
            onClick={() => onToggle(kind.id, value)}
          />
        </li>
      ))}
    </Group>
  )
}
