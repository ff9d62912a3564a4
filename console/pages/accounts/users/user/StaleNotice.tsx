import { Alert, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconGitMerge } from '@tabler/icons-react'
import { formatList, relativeTime, t } from '../../../../i18n.ts'
import { useProductNames } from '../../../../parts/product-names.ts'
import { userFieldLabel } from '../../../../parts/UserColumns.tsx'
import classes from './UserPage.module.css'
import type { UserEdit } from './use-user-edit.ts'
import type { Draft, DraftKey } from './user-draft.ts'

/** R11: what somebody else saved in between, field by field, and whose value is to stand. */
export function StaleNotice({ edit, accountId }: { edit: UserEdit; accountId: string }) {
  const productName = useProductNames(accountId)
  const { between, draft } = edit.edit
  if (!between) return null
  const shown = (from: Draft, key: DraftKey) => {
    if (key === 'products') return formatList(from.products.map(productName)) || t('stale.empty')
    if (key === 'role') return from.role ? t(`role.${from.role}`) : t('stale.empty')
    return from[key] || t('stale.empty')
  }
  const when = relativeTime(between.at)
  const keys = [...between.conflicts, ...between.takenOver]
  return (
    <Alert
      role="alert"
      color="blue"
      icon={<IconGitMerge aria-hidden />}
      title={between.by ? t('stale.by', { name: between.by, when }) : t('stale.title')}
    >
      <Stack gap="sm">
        <Text size="sm">{t(between.conflicts.length > 0 ? 'stale.help' : 'stale.helpNoConflict')}</Text>
        {keys.length > 0 && (
          <div className={classes.scroll}>
            <table className={classes.pairs}>
              <thead>
                <tr>
                  <th scope="col">{t('stale.field')}</th>
                  <th scope="col">{t('stale.before')}</th>
                  <th scope="col">{t('stale.theirs')}</th>
                  <th scope="col">{t('stale.mine')}</th>
                </tr>
              </thead>
              <tbody>
                {keys.map((key) => {
                  const field = userFieldLabel(key)
                  const isConflict = between.conflicts.includes(key)
                  const isTheirs = shown(draft, key) === shown(between.theirs, key)
                  return (
                    <tr key={key}>
                      <th scope="row">{field}</th>
                      <td>{shown(between.before, key)}</td>
                      <td>{shown(between.theirs, key)}</td>
                      <td>
                        {isConflict ? (
                          <SegmentedControl
                            size="xs"
                            aria-label={t('stale.choiceOf', { field })}
                            value={isTheirs ? 'theirs' : 'mine'}
                            onChange={(whose) => edit.choose(key, whose as 'mine' | 'theirs')}
                            data={[
                              { value: 'mine', label: t('stale.keepMineOf', { value: shown(between.mine, key) }) },
                              { value: 'theirs', label: t('stale.takeTheirs') },
                            ]}
                          />
                        ) : (
                          t(key === 'products' ? 'stale.merged' : 'stale.taken')
                        )}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
        )}
      </Stack>
    </Alert>
  )
}
