import { Text, Title } from '@mantine/core'
import { useId } from 'react'
import type { Import } from '../../../../domain/imports.ts'
import { formatDate, relativeTime, t } from '../../../i18n.ts'
import { paths } from '../../../paths.ts'
import list from '../../../ui/List.module.css'
import { AnchorLink } from '../../../ui/links.tsx'

/** Imports that wait for somebody to go on with them: of every admin of the account. */
export function OpenImports({ accountId, imports }: { accountId: string; imports: readonly Import[] }) {
  const id = useId()
  return (
    <section aria-labelledby={id}>
      <Title order={3} id={id}>
        {t('imports.waiting')}
      </Title>
      <Text size="sm" c="dimmed" mt={2} mb="xs">
        {t('imports.waitingHelp')}
      </Text>
      <ul className={list.list}>
        {imports.map((one) => (
          <li key={one.id} className={`${list.item} ${list.line}`}>
            <AnchorLink
              to={paths.import}
              params={{ accountId, importId: one.id }}
              underline="hover"
              fw={600}
              aria-label={t('imports.goOnWith', { name: one.fileName })}
            >
              {one.fileName}
            </AnchorLink>
            <Text size="sm">
              {t(`imports.state.${one.state}`)}
              {one.counts.rows > 0 && ` · ${t('imports.rows', { count: one.counts.rows })}`}
              {one.counts.error > 0 && ` · ${t('imports.withErrors', { count: one.counts.error })}`}
            </Text>
            <Text size="sm" c="dimmed">
              {t('imports.by', { name: one.startedBy })}{' '}
              <time dateTime={one.createdAt} title={formatDate(one.createdAt, 'dateTime')}>
                {relativeTime(one.createdAt)}
              </time>
            </Text>
          </li>
        ))}
      </ul>
    </section>
  )
}
