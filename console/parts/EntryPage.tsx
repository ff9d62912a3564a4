import { Group, Paper, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { t } from '../i18n.ts'
import classes from './EntryPage.module.css'
import { PageTitle } from './PageTitle.tsx'

type Props = {
  title: string
  help?: ReactNode
  children: ReactNode
  /** Under the card: ways to somewhere else. */
  footer?: ReactNode
  /** A field of the page takes the focus. */
  focusesField?: boolean
}

/** The frame of every page before sign-in: one calm card. */
export function EntryPage({ title, help, children, footer, focusesField = false }: Props) {
  return (
    <main className={classes.place} id="main">
      <div className={classes.column}>
        <Group gap={10} justify="center" mb="xl">
          <img src="/icon.svg" alt="" width={28} height={28} />
          <Text fw={600} size="lg" lts="-0.01em">
            {t('app.name')}
          </Text>
        </Group>
        <Paper className={classes.card}>
          <PageTitle title={title} takesFocus={!focusesField} mb={help ? 6 : 'lg'} />
          {help && (
            <Text c="dimmed" mb="lg">
              {help}
            </Text>
          )}
          {children}
        </Paper>
        {footer && <div className={classes.footer}>{footer}</div>}
      </div>
    </main>
  )
}
