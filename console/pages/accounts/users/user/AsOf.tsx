import { Button, Group, Skeleton, Text, TextInput, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { userFieldNames } from '../../../../../domain/user-fields.ts'
import type { User } from '../../../../../domain/users.ts'
import { api } from '../../../../api.ts'
import { formatDate, t } from '../../../../i18n.ts'
import { ProblemNotice } from '../../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../../parts/product-names.ts'
import { userFieldLabel } from '../../../../parts/UserColumns.tsx'
import { Section } from '../../../../ui/Section.tsx'
import classes from './UserPage.module.css'
import { Value } from './Value.tsx'
import { valueInWords } from './values-in-words.ts'

type Props = { user: User; at: string | null; onAt: (at: string | null) => void }

const compared = [...userFieldNames, 'role', 'status', 'suspendedByAdmin', 'sourceActive', 'products'] as const

/** The user as of a moment, side by side with now; what differs is marked, and said to screen readers. */
export function AsOf({ user, at, onAt }: Props) {
  const [text, setText] = useState('')
  const [isWrong, setWrong] = useState(false)
  const productName = useProductNames(user.accountId)
  const { data, error, refetch } = useQuery({
    queryKey: ['getHistory', user.accountId, user.id, { at }],
    queryFn: async ({ signal }) => {
      const params = { accountId: user.accountId, userId: user.id }
      return (await api.getHistory({ params, query: { at: at ?? undefined, limit: 1 }, signal })).data.asOf ?? null
    },
    enabled: at !== null,
  })
  const place = useRef<HTMLDivElement>(null)
  // The moment may have been chosen far below.
  useEffect(() => {
    if (at) place.current?.scrollIntoView({ block: 'nearest' })
  }, [at])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const moment = new Date(text)
    const isPast = moment.getTime() <= Date.now()
    setWrong(!isPast)
    if (isPast) onAt(moment.toISOString())
  }
  return (
    <div ref={place} className={classes.asOf}>
      <Section
        title={at ? t('history.asOfTitle', { when: formatDate(at, 'dateTime') }) : t('history.asOf')}
        actions={
          at && (
            <Button variant="subtle" size="compact-sm" onClick={() => onAt(null)}>
              {t('history.asOfClose')}
            </Button>
          )
        }
      >
        <form noValidate onSubmit={submit}>
          <Group align="flex-start" gap="sm">
            <TextInput
              type="datetime-local"
              aria-label={t('history.asOf')}
              value={text}
              error={isWrong && t('history.asOfInvalid')}
              onChange={(event) => setText(event.currentTarget.value)}
            />
            <Button type="submit" variant="default">
              {t('history.asOfShow')}
            </Button>
          </Group>
        </form>
        <ProblemNotice error={error} onRetry={() => void refetch()} />
        {at && data === undefined && !error && <Skeleton h={180} mt="md" />}
        {at && data === null && (
          <Text size="sm" mt="md">
            {t('history.asOfNothing')}
          </Text>
        )}
        {at && data && (
          <div className={classes.scroll}>
            <table className={classes.pairs}>
              <thead>
                <tr>
                  <th scope="col">{t('history.field')}</th>
                  <th scope="col">{t('history.asOfTitle', { when: formatDate(at, 'dateTime') })}</th>
                  <th scope="col">{t('history.asOfNow')}</th>
                </tr>
              </thead>
              <tbody>
                {compared.map((field) => {
                  const then = valueInWords(field, data[field], productName)
                  const now = valueInWords(field, user[field], productName)
                  return (
                    <tr key={field} className={then === now ? undefined : classes.differs}>
                      <th scope="row">{userFieldLabel(field)}</th>
                      <td>
                        <Value>{then}</Value>
                      </td>
                      <td>
                        <Value>{now}</Value>
                        {then !== now && <VisuallyHidden> {t('history.differs')}</VisuallyHidden>}
                      </td>
                    </tr>
                  )
                })}
              </tbody>
            </table>
          </div>
        )}
      </Section>
    </div>
  )
}
