import { Text } from '@mantine/core'
import type { UserLinks } from '../../../../../domain/api/user-links.ts'
import { relativeTime, t } from '../../../../i18n.ts'
import { Section } from '../../../../ui/Section.tsx'
import { flatRows } from './flat-rows.ts'
import classes from './UserPage.module.css'

/** R10: the data of a user as its directory sent it, read-only. */
export function AdvanceSections({ links }: { links: UserLinks }) {
  const scim = links.links.filter(({ kind, state }) => kind === 'scim' && state === 'linked')
  return scim.map((link) => {
    const rows = flatRows({ ...(link.externalId === null ? {} : { externalId: link.externalId }), ...link.raw })
    return (
      <Section
        key={link.sourceId}
        title={t('advance.title')}
        help={t('advance.help', { source: link.name, when: relativeTime(link.lastSeenAt) })}
      >
        {rows.length === 0 && <Text size="sm">{t('advance.empty', { source: link.name })}</Text>}
        {rows.length > 0 && (
          <table className={`${classes.pairs} ${classes.raw}`}>
            <thead>
              <tr>
                <th scope="col">{t('advance.attribute')}</th>
                <th scope="col">{t('advance.value')}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ path, value }) => (
                <tr key={path}>
                  <th scope="row">{path}</th>
                  <td>{value}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Section>
    )
  })
}
