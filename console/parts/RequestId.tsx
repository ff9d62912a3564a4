import { Code, Group, Text } from '@mantine/core'
import { t } from '../i18n.ts'
import { CopyText } from './CopyText.tsx'

/** The request id that support asks for, to copy. */
export function RequestId({ id }: { id: string }) {
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="xs">{t('problem.requestId')}</Text>
      <Code>{id}</Code>
      <CopyText value={id} what={t('problem.requestId')} />
    </Group>
  )
}
