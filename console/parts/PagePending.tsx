import { Skeleton, Stack } from '@mantine/core'
import { t } from '../i18n.ts'
import { Page } from '../ui/Page.tsx'

/** The shape of a page whose code is still on its way. */
export function PagePending() {
  return (
    <Page>
      <Stack gap="lg" aria-busy="true" aria-label={t('state.loading')} role="status">
        <Skeleton h={28} w={220} />
        <Skeleton h={36} />
        <Skeleton h={280} />
      </Stack>
    </Page>
  )
}
