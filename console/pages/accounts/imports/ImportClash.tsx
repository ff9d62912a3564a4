import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { importColumns } from '../../../../domain/import-words.ts'
import { t } from '../../../i18n.ts'
import type { Clash } from './use-row-edits.ts'

type Props = { clash: Clash; onClose: () => void; onSave: (clash: Clash) => void }

/** Somebody else corrected the row first: it is shown as it is now, and what was typed is not lost. */
export function ImportClash({ clash, onClose, onSave }: Props) {
  const { row, correction } = clash
  return (
    <Modal opened onClose={onClose} title={t('imports.clashTitle', { row: row.row })} zIndex={300}>
      <Stack gap="sm">
        <Text size="sm">{t('imports.clashHelp')}</Text>
        {'column' in correction && (
          <dl style={{ margin: 0 }}>
            <Text component="dt" size="sm" c="dimmed">
              {t('imports.clashNow', { column: importColumns[correction.column] })}
            </Text>
            <Text component="dd" m={0} mb="xs">
              {row.values[correction.column] || t('imports.emptyValue')}
            </Text>
            <Text component="dt" size="sm" c="dimmed">
              {t('imports.clashYours')}
            </Text>
            <Text component="dd" m={0}>
              {correction.text || t('imports.emptyValue')}
            </Text>
          </dl>
        )}
      </Stack>
      <Group justify="flex-end" mt="lg">
        {/* An Enter that was meant for the next cell overwrites nobody’s work. */}
        <Button variant="default" data-autofocus onClick={onClose}>
          {t('imports.clashKeep')}
        </Button>
        <Button onClick={() => onSave(clash)}>{t('imports.clashSave')}</Button>
      </Group>
    </Modal>
  )
}
