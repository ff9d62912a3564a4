import { Button, Code, Group, Stack, Text } from '@mantine/core'
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router'
import { problemText, t } from '../i18n.ts'
import { CopyText } from '../parts/CopyText.tsx'
import { PageTitle } from '../parts/PageTitle.tsx'
import { isProblem } from '../problem.ts'
import { Page } from '../ui/Page.tsx'

/** The error boundary of what stands around the pages: there is no shell to be inside of. */
export const CrashOutside = (props: ErrorComponentProps) => (
  <main id="main">
    <CrashPage {...props} />
  </main>
)

/** The error boundary: what happened, what to do, and what to send to support. */
export function CrashPage({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const problem = isProblem(error) ? problemText(error) : null
  const evidence = problem ? problem.requestId : error instanceof Error ? error.message : String(error)
  const label = problem ? t('problem.requestId') : t('crash.evidence')
  return (
    <Page>
      <Stack gap="md" py={48} role="alert">
        <PageTitle title={problem?.title ?? t('crash.title')} />
        <Text c="dimmed">{problem?.help ?? t('crash.help')}</Text>
        {evidence && (
          <Group gap="xs" wrap="nowrap">
            <Text size="sm">{label}</Text>
            <Code>{evidence}</Code>
            <CopyText value={evidence} what={label} />
          </Group>
        )}
        <Group>
          <Button onClick={() => location.reload()}>{t('action.reload')}</Button>
          {isProblem(error, 'offline', 'unavailable') && (
            <Button
              variant="default"
              onClick={() => {
                reset()
                void router.invalidate()
              }}
            >
              {t('action.retry')}
            </Button>
          )}
        </Group>
      </Stack>
    </Page>
  )
}
