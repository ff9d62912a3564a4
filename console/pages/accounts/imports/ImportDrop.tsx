import '@mantine/dropzone/styles.layer.css'
import { Alert, Stack, Text } from '@mantine/core'
import { Dropzone, type FileRejection } from '@mantine/dropzone'
import { IconAlertCircle, IconFileSpreadsheet, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import { importLimits } from '../../../../domain/import-words.ts'
import { announce } from '../../../announce.ts'
import { t } from '../../../i18n.ts'

type Props = { file: File | null; isBusy: boolean; onFile: (file: File | null) => void }

/** Programs disagree on what a CSV is called; its ending counts. */
const accepted = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['.xlsx'],
  'text/csv': ['.csv'],
  'text/tab-separated-values': ['.tsv'],
  'text/plain': ['.txt'],
}
const megabytes = Math.floor(importLimits.fileBytes / 1024 / 1024)

const sizeOf = (bytes: number) =>
  bytes < 1024 * 1024
    ? t('imports.kilobytes', { size: Math.max(1, Math.round(bytes / 1024)) })
    : t('imports.megabytes', { size: bytes / 1024 / 1024 })

/** Where a spreadsheet is dropped or chosen, by mouse or keyboard; what can’t be taken is said at once. */
export function ImportDrop({ file, isBusy, onFile }: Props) {
  const [refused, setRefused] = useState<'kind' | 'size' | null>(null)
  const take = (chosen: File | undefined) => {
    if (!chosen) return
    setRefused(null)
    onFile(chosen)
    announce(t('imports.chosen', { name: chosen.name, size: sizeOf(chosen.size) }))
  }
  const refuse = (rejections: FileRejection[]) => {
    const isBig = rejections.some(({ errors }) => errors.every(({ code }) => code === 'file-too-large'))
    setRefused(isBig ? 'size' : 'kind')
    onFile(null)
  }
  return (
    <Stack gap="sm">
      <Dropzone
        accept={accepted}
        multiple={false}
        maxSize={importLimits.fileBytes}
        disabled={isBusy}
        onDrop={([chosen]) => take(chosen)}
        onReject={refuse}
        aria-label={t('imports.drop')}
        inputProps={{ 'aria-label': t('imports.drop') }}
        p="lg"
      >
        <Stack gap={6} align="center" ta="center" mih={112} justify="center">
          {file ? (
            <IconFileSpreadsheet size={32} stroke={1.25} aria-hidden />
          ) : (
            <IconUpload size={32} stroke={1.25} aria-hidden />
          )}
          <Text fw={500}>{file ? file.name : t('imports.drop')}</Text>
          <Text size="sm" c="dimmed">
            {file
              ? `${sizeOf(file.size)} · ${t('imports.dropOther')}`
              : t('imports.dropHelp', { rows: importLimits.rows, megabytes })}
          </Text>
        </Stack>
      </Dropzone>
      {refused && (
        <Alert
          role="alert"
          color="red"
          icon={<IconAlertCircle aria-hidden />}
          title={t(refused === 'kind' ? 'imports.notTaken' : 'imports.tooBig')}
        >
          {refused === 'kind' ? t('imports.notTakenHelp') : t('imports.tooBigHelp', { megabytes })}
        </Alert>
      )}
    </Stack>
  )
}
