import { Stack } from '@mantine/core'
import { t } from '../../i18n.ts'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { ThemeSwitch } from '../../parts/ThemeSwitch.tsx'
import { Page } from '../../ui/Page.tsx'
import { Section } from '../../ui/Section.tsx'
import { OwnDetails } from './OwnDetails.tsx'
import { OwnPassword } from './OwnPassword.tsx'
import { OwnSessions } from './OwnSessions.tsx'

/** What a person changes about themselves: names and mobile, password, sessions, theme. */
export function ProfilePage() {
  return (
    <Page>
      <PageTitle title={t('profile.title')} mb="lg" />
      <Stack gap="lg">
        <OwnDetails />
        <OwnPassword />
        <OwnSessions />
        <Section title={t('profile.themeTitle')} help={t('profile.themeHelp')}>
          <ThemeSwitch />
        </Section>
      </Stack>
    </Page>
  )
}
