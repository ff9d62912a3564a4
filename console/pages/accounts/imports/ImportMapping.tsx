import { Alert, Button, Group, NativeSelect, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type ImportColumn, importColumnNames, importColumns } from '../../../../domain/import-words.ts'
import type { Import } from '../../../../domain/imports.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { CancelImport } from './CancelImport.tsx'
import classes from './Imports.module.css'
import { importQuery } from './import-queries.ts'
import { hasName, letterOf, proposed, twice } from './mapping.ts'

type Props = { accountId: string; found: Import; onDone: () => void }

const choices = [
  { value: '', label: t('imports.mapLeaveOut') },
  ...importColumnNames.map((name) => ({ value: name, label: importColumns[name] })),
]

/** What each column of the file is, with its first values; what was recognised is chosen already. */
export function ImportMapping({ accountId, found, onDone }: Props) {
  const client = useQueryClient()
  const [chosen, setChosen] = useState(() => proposed(found.columns))
  const save = useMutation({
    mutationFn: async () =>
      (await api.mapImportColumns({ params: { accountId, importId: found.id }, body: { columns: chosen } })).data,
    onSuccess: (mapped) => {
      client.setQueryData(importQuery(accountId, found.id).queryKey, mapped)
      onDone()
    },
  })
  const double = twice(chosen)
  const missing = [
    ...(chosen.includes('email') ? [] : [t('imports.mapMissingEmail')]),
    ...(hasName(chosen) ? [] : [t('imports.mapMissingName')]),
  ]
  const choose = (at: number, value: string) => setChosen(chosen.with(at, (value || null) as ImportColumn | null))
  return (
    <div className={classes.mapping}>
      <Title order={2}>{t('imports.mapTitle')}</Title>
      <Text c="dimmed" size="sm" mt={2} mb="md">
        {t('imports.mapHelp')}
      </Text>
      <div className={classes.mapScroll}>
        <table className={classes.map}>
          <thead>
            <tr>
              <th scope="col">{t('imports.mapHeader')}</th>
              <th scope="col">{t('imports.mapIs')}</th>
              <th scope="col">{t('imports.mapSamples')}</th>
            </tr>
          </thead>
          <tbody>
            {found.columns.map(({ header, remembered, samples }, at) => {
              const name = header || t('imports.mapNoHeader', { letter: letterOf(at) })
              const column = chosen[at] ?? null
              return (
                <tr key={letterOf(at)}>
                  <th scope="row">{name}</th>
                  <td>
                    <NativeSelect
                      aria-label={t('imports.mapFor', { header: name })}
                      data={choices}
                      value={column ?? ''}
                      error={double !== null && column === double}
                      onChange={(event) => choose(at, event.currentTarget.value)}
                    />
                    {remembered && column === found.columns[at]?.column && (
                      <Text size="xs" c="dimmed" mt={4}>
                        {t('imports.mapRemembered')}
                      </Text>
                    )}
                  </td>
                  <td className={classes.samples}>
                    {samples.filter(Boolean).slice(0, 3).join(' · ') || t('imports.mapEmpty')}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      <div className={classes.mapNotes} aria-live="polite">
        {(double || missing.length > 0) && (
          <Alert color={double ? 'red' : 'gray'} icon={<IconAlertTriangle aria-hidden />}>
            {double && <div>{t('imports.mapTwice', { column: importColumns[double] })}</div>}
            {missing.map((sentence) => (
              <div key={sentence}>{sentence}</div>
            ))}
          </Alert>
        )}
        <ProblemNotice error={save.error} />
      </div>
      <Group justify="flex-end">
        <CancelImport accountId={accountId} importId={found.id} hasCorrections={false} />
        <Button loading={save.isPending} disabled={double !== null} onClick={() => save.mutate()}>
          {t('imports.mapContinue')}
        </Button>
      </Group>
    </div>
  )
}
