import { Button, Checkbox, Popover, Skeleton, Stack, Tabs, Text, VisuallyHidden } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { formatNumber, t } from '../i18n.ts'
import classes from './FilterBar.module.css'
import type { ChosenFilters, FilterKindShown } from './FilterBar.tsx'

type Props<Kind extends string> = {
  kinds: readonly FilterKindShown<Kind>[]
  chosen: ChosenFilters<Kind>
  /** Counts are on their way. */
  isCounting: boolean
  hasFailed: boolean
  onToggle: (kind: Kind, value: string) => void
  /** Told when the menu opens, so that the counts are fresh. */
  onOpen: () => void
}

/** + Add Filter: the kinds beside, the values of the chosen kind with how many users match each (2.4). */
export function FilterMenu<Kind extends string>(props: Props<Kind>) {
  const { kinds, chosen, isCounting, hasFailed, onToggle, onOpen } = props
  const [opened, setOpened] = useState(false)
  const change = (open: boolean) => {
    setOpened(open)
    if (open) onOpen()
  }
  return (
    <Popover
      opened={opened}
      onChange={change}
      position="bottom-start"
      width={464}
      shadow="md"
      trapFocus
      returnFocus
      transitionProps={{ duration: 90 }}
    >
      <Popover.Target>
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => change(!opened)}>
          {t('filter.add')}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.menu} p={8} aria-label={t('filter.add')}>
        <Tabs
          orientation="vertical"
          defaultValue={kinds[0]?.id}
          keepMounted={false}
          variant="pills"
          classNames={{ tab: classes.kind, tabLabel: classes.kindLabel }}
        >
          <Tabs.List className={classes.kinds} aria-label={t('filter.kinds')}>
            {kinds.map((kind) => (
              <Tabs.Tab key={kind.id} value={kind.id} rightSection={<Chosen count={chosen[kind.id].length} />}>
                {kind.label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {kinds.map((kind) => (
            <Tabs.Panel key={kind.id} value={kind.id} className={classes.panel}>
              <Text size="xs" c="dimmed" px={8} pb={6}>
                {t(hasFailed ? 'filter.countsFailed' : 'filter.anyOf')}
              </Text>
              {kind.values.length === 0 && (
                <Text size="sm" px={8}>
                  {kind.empty}
                </Text>
              )}
              <Stack gap={0}>
                {kind.values.map(({ id, label: text, count }) => (
                  <Checkbox
                    key={id}
                    size="sm"
                    classNames={{ body: classes.value, labelWrapper: classes.valueBody }}
                    checked={chosen[kind.id].includes(id)}
                    onChange={() => onToggle(kind.id, id)}
                    label={<Value text={text} count={count} isCounting={isCounting} />}
                  />
                ))}
              </Stack>
            </Tabs.Panel>
          ))}
        </Tabs>
      </Popover.Dropdown>
    </Popover>
  )
}

function Chosen({ count }: { count: number }) {
  return count > 0 ? <span aria-hidden>{formatNumber(count)}</span> : null
}

function Value({ text, count, isCounting }: { text: string; count: number | undefined; isCounting: boolean }) {
  return (
    <span style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }}>
      <span>{text}</span>
      {count === undefined ? (
        isCounting && <Skeleton component="span" w={24} h={12} mt={4} />
      ) : (
        <span className={classes.count}>
          <span aria-hidden>{formatNumber(count)}</span>
          <VisuallyHidden>{t('filter.matching', { count })}</VisuallyHidden>
        </span>
      )}
    </span>
  )
}
