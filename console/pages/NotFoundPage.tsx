import { Button, Stack, Text } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { t } from '../i18n.ts'
import { PageTitle } from '../parts/PageTitle.tsx'
import { paths } from '../paths.ts'
import { Page } from '../ui/Page.tsx'

/** For what does not exist, and in the same words for what one may not see. */
export function NotFoundPage() {
  return (
    <Page>
      <Stack align="center" gap="xs" py={80} ta="center">
        <IconMapOff size={36} stroke={1.4} color="var(--mantine-color-dimmed)" aria-hidden />
        <PageTitle title={t('notFound.title')} mt="xs" />
        <Text c="dimmed">{t('notFound.help')}</Text>
        <Button component={Link} to={paths.home} variant="default" mt="md">
          {t('notFound.home')}
        </Button>
      </Stack>
    </Page>
  )
}
