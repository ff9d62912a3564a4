import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { problemText, t } from '../i18n.ts'
import { isProblem } from '../problem.ts'
import { RequestId } from './RequestId.tsx'

type Props = {
  error: unknown
  /** Tries again. */
  onRetry?: () => void
  /** More ways out, or a better sentence than the problem’s own help. */
  children?: ReactNode
}

/** What happened, what to do, and the request id to copy. Shows nothing without an error. */
export function ProblemNotice({ error, onRetry, children }: Props) {
  if (!error) return null
  const { title, help, requestId: id } = problemText(error)
  // A refusal explains itself; the id is for what support has to look up.
  const requestId = isProblem(error) && error.status >= 500 ? id : undefined
  const seconds = isProblem(error, 'too_many_requests') ? error.body.retryAfter : undefined
  return (
    <Alert role="alert" color="red" icon={<IconAlertCircle aria-hidden />} title={title}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{seconds ? t('problem.retryAfter', { seconds }) : help}</Text>
        {children}
        {(onRetry || requestId) && (
          <Group gap="md">
            {onRetry && (
              <Button size="xs" variant="default" onClick={onRetry}>
                {t('action.retry')}
              </Button>
            )}
            {requestId && <RequestId id={requestId} />}
          </Group>
        )}
      </Stack>
    </Alert>
  )
}
