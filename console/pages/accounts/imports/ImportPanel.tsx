import { Anchor, Button, Drawer, Group, Progress, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { announce } from '../../../announce.ts'
import { t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { ImportDrop } from './ImportDrop.tsx'
import { importQuery, openImportsQuery } from './import-queries.ts'
import { OpenImports } from './OpenImports.tsx'
import { uploadFile } from './upload-file.ts'

type Props = { accountId: string; opened: boolean; onClose: () => void }

/** **Import Users**: the template, and the file to upload (2.13). Uploaded, its page opens. */
export function ImportPanel({ accountId, opened, onClose }: Props) {
  return (
    <Drawer opened={opened} onClose={onClose} title={t('imports.open')} transitionProps={{ duration: 120 }}>
      <ImportStart accountId={accountId} />
    </Drawer>
  )
}

function ImportStart({ accountId }: { accountId: string }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [file, setFile] = useState<File | null>(null)
  const [share, setShare] = useState(0)
  const stopping = useRef<AbortController | null>(null)
  const { data: open } = useQuery(openImportsQuery(accountId))
  const upload = useMutation({
    mutationFn: (chosen: File) => {
      stopping.current = new AbortController()
      setShare(0)
      announce(t('imports.uploading', { name: chosen.name }))
      return uploadFile({ accountId, file: chosen, onProgress: setShare, signal: stopping.current.signal })
    },
    onSuccess: async (started) => {
      client.setQueryData(importQuery(accountId, started.id).queryKey, started)
      void client.invalidateQueries({ queryKey: ['listImports', accountId] })
      await navigate({ to: paths.import, params: { accountId, importId: started.id } })
    },
  })
  const isStopped = upload.error instanceof DOMException
  const template = `/api/accounts/${accountId}/imports/template`
  return (
    <Stack gap="lg">
      <Text size="sm">{t('imports.panelHelp')}</Text>
      <div>
        <Title order={3}>{t('imports.template')}</Title>
        <Text size="sm" c="dimmed" mt={2} mb={6}>
          {t('imports.templateHelp')}
        </Text>
        <Group gap="md">
          <Anchor size="sm" href={`${template}.xlsx`} download>
            {t('imports.templateXlsx')}
          </Anchor>
          <Anchor size="sm" href={`${template}.csv`} download>
            {t('imports.templateCsv')}
          </Anchor>
        </Group>
      </div>
      <ImportDrop
        file={file}
        isBusy={upload.isPending}
        onFile={(chosen) => {
          upload.reset()
          setFile(chosen)
        }}
      />
      {!isStopped && <ProblemNotice error={upload.error} />}
      {upload.isPending && (
        <div>
          <Progress
            value={share * 100}
            size="sm"
            mb={6}
            aria-label={t('imports.uploading', { name: file?.name ?? '' })}
          />
          <Text size="sm" c="dimmed">
            {share < 1 ? t('imports.uploadingShare', { percent: Math.floor(share * 100) }) : t('imports.looking')}
          </Text>
        </div>
      )}
      <Group justify="flex-end">
        {upload.isPending && (
          <Button variant="default" onClick={() => stopping.current?.abort()}>
            {t('imports.stopUpload')}
          </Button>
        )}
        <Button disabled={!file} loading={upload.isPending} onClick={() => file && upload.mutate(file)}>
          {t('imports.upload')}
        </Button>
      </Group>
      {open && open.items.length > 0 && <OpenImports accountId={accountId} imports={open.items} />}
    </Stack>
  )
}
