import { ActionIcon, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { announce } from '../announce.ts'
import { t } from '../i18n.ts'

/** A small button that copies a value. `what` names it: *Copy Account ID*. */
export function CopyText({ value, what }: { value: string; what: string }) {
  const clipboard = useClipboard({ timeout: 1500 })
  const label = clipboard.copied ? t('action.copied') : t('action.copyOf', { what })
  return (
    <Tooltip label={label}>
      <ActionIcon
        size="sm"
        aria-label={t('action.copyOf', { what })}
        onClick={() => {
          clipboard.copy(value)
          announce(t('action.copied'))
        }}
      >
        {clipboard.copied ? <IconCheck size={14} aria-hidden /> : <IconCopy size={14} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  )
}
