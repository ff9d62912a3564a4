import { Button, CloseButton, Group, Select, Skeleton, Text, TextInput } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { IconDownload, IconHistory, IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { getRouteApi, Link } from '@tanstack/react-router'
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Event } from '../../../../domain/events.ts'
import { announce } from '../../../announce.ts'
import { api } from '../../../api.ts'
import { t, tCode } from '../../../i18n.ts'
import { isMails, jobTitle } from '../../../parts/job-words.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { useProductNames } from '../../../parts/product-names.ts'
import { paths } from '../../../paths.ts'
import { EmptyNote } from '../../../ui/EmptyNote.tsx'
import { AnchorLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/Page.tsx'
import { HistoryEvent } from '../users/user/HistoryEvent.tsx'
import rows from '../users/user/UserPage.module.css'
import classes from './EventsPage.module.css'
import { dayEnd, dayStart, type EventKind, eventKinds, kindLabel } from './event-kinds.ts'

const route = getRouteApi(`/signed-in${paths.events}`)

/** Every recorded change of an account: searched, by kind and by day, exported. */
export function EventsPage() {
  const { accountId } = route.useParams()
  const { search = '', kind, from = '', to = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const productName = useProductNames(accountId)
  const [typed, setTyped] = useState(search)
  const [wanted] = useDebouncedValue(typed, 150)
  const written = useRef(search)
  const field = useRef<HTMLInputElement>(null)
  useHotkeys([['/', () => field.current?.focus()]])
  const set = useCallback(
    (part: Record<string, string | undefined>) =>
      void navigate({
        search: (now: Record<string, string | undefined>) => ({ ...now, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  )
  useEffect(() => {
    if (wanted === written.current) return
    written.current = wanted
    set({ search: wanted || undefined })
  }, [wanted, set])

  const chosen = kind && kind in eventKinds ? (kind as EventKind) : null
  const query = {
    search: search || undefined,
    name: chosen ? eventKinds[chosen].join(',') : undefined,
    from: dayStart(from),
    to: dayEnd(to),
  }
  // What a job did to thousands of users must not hide what else happened.
  const grouped = search || chosen ? undefined : ('true' as const)
  const list = useInfiniteQuery({
    queryKey: ['listEvents', accountId, query, grouped],
    queryFn: async ({ pageParam, signal }) =>
      (
        await api.listEvents({
          params: { accountId },
          query: { ...query, grouped, cursor: pageParam, limit: 50 },
          signal,
        })
      ).data,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
  })
  const events = list.data?.pages.flatMap(({ items }) => items) ?? []
  const first = list.data?.pages[0]
  const count = first && t(first.totalIsExact === false ? 'events.countAbout' : 'events.count', { count: first.total })
  useEffect(() => {
    if (count) announce(count)
  }, [count])
  const filtered = Boolean(search || chosen || from || to)
  const clear = () => {
    setTyped('')
    set({ search: undefined, kind: undefined, from: undefined, to: undefined })
  }
  return (
    <Page width="list">
      <Group justify="space-between" mb="xs">
        <PageTitle title={t('events.title')} />
        <Button
          component="a"
          href={exportHref(accountId, query)}
          download
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
        >
          {t('events.export')}
        </Button>
      </Group>
      <Text size="sm" c="dimmed" mb="lg">
        {t('events.help')}
      </Text>
      <div className={classes.tools}>
        <TextInput
          ref={field}
          type="search"
          className={classes.search}
          aria-label={t('events.search')}
          placeholder={t('events.search')}
          leftSection={<IconSearch size={16} aria-hidden />}
          rightSection={
            typed && <CloseButton size="sm" aria-label={t('events.clearSearch')} onClick={() => setTyped('')} />
          }
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <Select
          aria-label={t('history.kind')}
          className={classes.kind}
          value={chosen}
          onChange={(value) => set({ kind: value ?? undefined })}
          placeholder={t('history.allKinds')}
          clearable
          clearButtonProps={{ 'aria-label': t('action.clear') }}
          data={Object.keys(eventKinds).map((value) => ({ value, label: kindLabel(value as EventKind) }))}
        />
        <TextInput
          type="date"
          label={t('events.from')}
          value={from}
          max={to || undefined}
          onChange={(event) => set({ from: event.currentTarget.value || undefined })}
        />
        <TextInput
          type="date"
          label={t('events.to')}
          value={to}
          min={from || undefined}
          onChange={(event) => set({ to: event.currentTarget.value || undefined })}
        />
      </div>
      <Text size="sm" fw={600} mb="sm">
        {count ?? ' '}
      </Text>
      <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />
      {list.isPending && !list.error && <Skeleton h={320} />}
      {list.data && events.length === 0 && (
        <EmptyNote
          icon={<IconHistory size={36} stroke={1.4} aria-hidden />}
          title={t(filtered ? 'events.emptyFiltered' : 'events.empty')}
          help=""
        >
          {filtered && (
            <Button variant="default" onClick={clear}>
              {t('events.clearAll')}
            </Button>
          )}
        </EmptyNote>
      )}
      <ol className={rows.events}>
        {events.map((event) => (
          <HistoryEvent
            key={event.id}
            accountId={accountId}
            event={event}
            productName={productName}
            about={<About event={event} accountId={accountId} productName={productName} />}
          />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button variant="default" mt="md" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('history.more')}
        </Button>
      )}
    </Page>
  )
}

/** Whom an event is about: the user as a link, while there is one, or the job. */
function About({ event, accountId, productName }: AboutProps) {
  if (event.jobId && !event.userId && event.name.startsWith('job.'))
    return (
      <>
        <AnchorLink to={paths.job} params={{ accountId, jobId: event.jobId }} size="sm">
          {jobTitle(jobOf(event), productName)}
        </AnchorLink>
        {event.name === 'job.ended' && ` · ${endInWords(event)}`}
      </>
    )
  if (!event.userId) return null
  if (!event.userName)
    return (
      <Text span c="dimmed">
        {t('history.erased')}
      </Text>
    )
  return (
    <Link to={paths.user} params={{ accountId, userId: event.userId }} className={classes.user}>
      {event.userName}
    </Link>
  )
}

type AboutProps = { event: Event; accountId: string; productName: (id: string) => string }

const jobOf = ({ data }: Event) => {
  const { action, undoOf, ...params } = data ?? {}
  return { action: String(action), params, undoOf: typeof undoOf === 'string' ? undoOf : null }
}

const endInWords = ({ data }: Event): string => {
  const changed = isMails(String(data?.action)) ? 'jobs.sent' : 'jobs.changed'
  return `${tCode(`jobs.state.${data?.state}`, '')} · ${t(changed, { count: Number(data?.changed ?? 0) })}`
}

function exportHref(accountId: string, query: Record<string, string | undefined>): string {
  const given = Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : []))
  const text = new URLSearchParams(given).toString()
  return `/api/accounts/${accountId}/events.csv${text && `?${text}`}`
}
