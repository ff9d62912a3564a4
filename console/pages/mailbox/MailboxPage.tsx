import { Skeleton, Text, TextInput } from '@mantine/core'
import { IconInbox, IconMailOpened, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { fold } from '../../../domain/fold.ts'
import { formatDate, relativeTime, t } from '../../i18n.ts'
import { Brand } from '../../parts/Brand.tsx'
import { PageTitle } from '../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../parts/ProblemNotice.tsx'
import { paths } from '../../paths.ts'
import { isProblem } from '../../problem.ts'
import { mailboxQuery } from '../../queries.ts'
import { EmptyNote } from '../../ui/EmptyNote.tsx'
import { Mail } from './Mail.tsx'
import classes from './MailboxPage.module.css'

const route = getRouteApi(paths.mailbox)

/** Without a mail server: the mails that would have been sent, newest first, as they arrive. */
export function MailboxPage() {
  const { mail: chosenId } = route.useSearch()
  const navigate = route.useNavigate()
  const { data, error, isPending } = useQuery({ ...mailboxQuery, retry: false })
  const [search, setSearch] = useState('')
  const words = fold(search).split(' ').filter(Boolean)
  const mails = (data ?? []).filter(({ to, subject }) => words.every((word) => fold(`${to} ${subject}`).includes(word)))
  const chosen = data?.find(({ id }) => id === chosenId)
  const isOff = isProblem(error, 'not_found')

  return (
    <div className={classes.page} data-reading={chosen !== undefined || undefined}>
      <header className={classes.bar}>
        <Brand />
        <PageTitle title={t('mailbox.title')} className={classes.title} />
      </header>
      <main id="main" className={classes.main}>
        <div className={classes.list}>
          <div className={classes.head}>
            <Text size="sm" c="dimmed" mb="sm">
              {t('mailbox.help')}
            </Text>
            <TextInput
              type="search"
              aria-label={t('mailbox.search')}
              placeholder={t('mailbox.search')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={search}
              onChange={(event) => setSearch(event.currentTarget.value)}
            />
          </div>
          {isPending && <Skeleton h={64} m="md" />}
          {isOff && <EmptyNote title={t('mailbox.off')} help={t('mailbox.offHelp')} />}
          {error && !isOff && !data && <ProblemNotice error={error} />}
          {data && mails.length === 0 && (
            <EmptyNote
              icon={<IconInbox size={36} stroke={1.4} aria-hidden />}
              title={data.length === 0 ? t('mailbox.empty') : t('accounts.noMatchTitle')}
              help={data.length === 0 ? t('mailbox.emptyHelp') : t('mailbox.noMatch', { search })}
            />
          )}
          <ul className={classes.mails} aria-label={t('mailbox.list')}>
            {mails.map(({ id, to, subject, at }) => (
              <li key={id}>
                <button
                  type="button"
                  className={classes.mail}
                  aria-current={id === chosenId || undefined}
                  onClick={() => void navigate({ search: { mail: id } })}
                >
                  <span className={classes.to}>
                    <span>{to}</span>
                    <time dateTime={at} title={formatDate(at, 'dateTime')}>
                      {relativeTime(at)}
                    </time>
                  </span>
                  <span className={classes.subject}>{subject}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
        <div className={classes.reader}>
          {chosen ? (
            <Mail key={chosen.id} mail={chosen} onBack={() => void navigate({ search: {} })} />
          ) : (
            data &&
            data.length > 0 && (
              <EmptyNote icon={<IconMailOpened size={36} stroke={1.4} aria-hidden />} title={t('mailbox.choose')} />
            )
          )}
        </div>
      </main>
    </div>
  )
}
