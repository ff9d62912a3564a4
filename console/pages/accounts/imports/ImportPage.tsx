import { Button, Loader, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Import } from '../../../../domain/imports.ts'
import { problems } from '../../../../domain/problems.ts'
import { announce } from '../../../announce.ts'
import { t } from '../../../i18n.ts'
import { PageTitle } from '../../../parts/PageTitle.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { EmptyNote } from '../../../ui/EmptyNote.tsx'
import { AnchorLink } from '../../../ui/links.tsx'
import { Page } from '../../../ui/Page.tsx'
import { CancelImport } from './CancelImport.tsx'
import { ImportMapping } from './ImportMapping.tsx'
import { ImportPanel } from './ImportPanel.tsx'
import { ImportPreview } from './ImportPreview.tsx'
import classes from './Imports.module.css'
import { importQuery } from './import-queries.ts'
import { needsMapping } from './mapping.ts'

const route = getRouteApi(`/signed-in${paths.import}`)

/** One import, wherever it stands: read, mapped, mended, carried out. It waits here for whoever goes on with it. */
export function ImportPage() {
  const { accountId, importId } = route.useParams()
  const { data: found, error, refetch } = useQuery(importQuery(accountId, importId))
  const title = t('imports.title', { name: found?.fileName ?? '' }).trim()
  return (
    <Page width="list" h="calc(100dvh - var(--shell-bar))" mih="36rem" pb={16}>
      <div className={classes.page}>
        <AnchorLink to={paths.jobs} params={{ accountId }} size="sm">
          {t('jobs.back')}
        </AnchorLink>
        <PageTitle title={title} className={classes.title} />
        {!found && <ProblemNotice error={error} onRetry={() => void refetch()} />}
        {!found && !error && <Skeleton h={240} mt="md" />}
        {found && <Stage accountId={accountId} found={found} />}
      </div>
    </Page>
  )
}

function Stage({ accountId, found }: { accountId: string; found: Import }) {
  const { columns } = route.useSearch()
  const navigate = route.useNavigate()
  const [isMapped, setMapped] = useState(false)
  const isAsked = columns !== undefined
  if (found.state === 'reading') return <Reading accountId={accountId} found={found} />
  if (found.state === 'cancelled') return <Cancelled accountId={accountId} found={found} />
  if (found.state === 'preview' && (isAsked || (!isMapped && needsMapping(found))))
    return (
      <ImportMapping
        accountId={accountId}
        found={found}
        onDone={() => {
          setMapped(true)
          if (isAsked) void navigate({ search: (before) => ({ ...before, columns: undefined }), replace: true })
        }}
      />
    )
  return <ImportPreview key={found.state === 'preview' ? 'open' : 'over'} accountId={accountId} found={found} />
}

function Reading({ accountId, found }: { accountId: string; found: Import }) {
  const name = found.fileName
  useEffect(() => {
    announce(t('imports.reading', { name, count: 0 }))
  }, [name])
  return (
    <Stack align="center" gap="xs" py={72} aria-busy="true" ta="center">
      <Loader size="sm" aria-hidden />
      <Text fw={600} mt="xs" className={classes.numbers}>
        {t('imports.reading', { name, count: found.counts.rows })}
      </Text>
      <Text c="dimmed">{t('imports.readingHelp')}</Text>
      <CancelImport accountId={accountId} importId={found.id} hasCorrections={false} />
    </Stack>
  )
}

function Cancelled({ accountId, found }: { accountId: string; found: Import }) {
  const { error } = found
  const [isOpened, setOpened] = useState(false)
  const problem =
    error === null ? null : Object.hasOwn(problems, error) ? problems[error as 'internal'] : problems.internal
  return (
    <EmptyNote
      title={problem?.title ?? t('imports.cancelledTitle')}
      help={problem ? t('imports.refused', { help: problem.help }) : t('imports.cancelledHelp')}
    >
      <Button onClick={() => setOpened(true)}>{t('imports.again')}</Button>
      <ImportPanel accountId={accountId} opened={isOpened} onClose={() => setOpened(false)} />
    </EmptyNote>
  )
}
