import { Button, Text } from '@mantine/core'
import { useEffect, useRef } from 'react'
import { announce } from '../announce.ts'
import { t } from '../i18n.ts'
import classes from './SelectionLine.module.css'
import { countSelected, type Filter, isAboutSelected, type Selected, sameFilter } from './selection.ts'

type Props = {
  selected: Selected
  /** The list that is shown. */
  filter: Filter
  total: number
  /** The total is not counted to the end. */
  isAbout: boolean
  isNarrowed: boolean
  onAll: () => void
  onClear: () => void
}

/** *37 selected · Select all 12,418 matching · Clear*: a line of its own that is kept free, so that nothing moves. */
export function SelectionLine({ selected, filter, total, isAbout, isNarrowed, onAll, onClear }: Props) {
  const count = countSelected(selected)
  const isAll = selected.kind === 'matching' && sameFilter(selected.filter, filter)
  const words = countWords(selected, count, isAll)
  useEffect(() => {
    if (count > 0) announce(words)
  }, [count, words])
  // The buttons go when they are pressed; who came by keyboard stays where they were.
  const line = useRef<HTMLDivElement>(null)
  const press = (action: () => void) => () => {
    line.current?.focus()
    action()
  }
  return (
    <div ref={line} className={classes.line} tabIndex={-1}>
      {count === 0 ? (
        total > 0 && (
          <Text size="sm" c="dimmed">
            {t('select.hint')}
          </Text>
        )
      ) : (
        <>
          <Text size="sm" fw={600}>
            {words}
          </Text>
          {!isAll && (total > count || isAbout) && (
            <Button variant="subtle" size="compact-sm" onClick={press(onAll)}>
              {t(isAbout ? 'select.allMatchingAbout' : isNarrowed ? 'select.allMatching' : 'select.all', {
                count: total,
              })}
            </Button>
          )}
          <Button variant="subtle" color="gray" size="compact-sm" onClick={press(onClear)}>
            {t('select.clear')}
          </Button>
        </>
      )}
    </div>
  )
}

function countWords(selected: Selected, count: number, isShown: boolean): string {
  const what = selected.kind === 'matching' ? (selected.filter.search ?? '') : ''
  if (selected.kind === 'matching' && !isShown && what) return t('select.of', { count, what: `“${what}”` })
  return t(isAboutSelected(selected) ? 'select.about' : 'select.selected', { count })
}
