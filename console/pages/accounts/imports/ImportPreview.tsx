import { useDebouncedValue } from '@mantine/hooks'
import { useQueryClient } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { type ImportColumn, importRowStatuses } from '../../../../domain/import-words.ts'
import type { Import, ImportRow, ImportRowStatus } from '../../../../domain/imports.ts'
import { t } from '../../../i18n.ts'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { paths } from '../../../paths.ts'
import { ImportClash } from './ImportClash.tsx'
import { ImportFooter } from './ImportFooter.tsx'
import { ImportGrid } from './ImportGrid.tsx'
import { ImportLine } from './ImportLine.tsx'
import { ImportResult } from './ImportResult.tsx'
import classes from './Imports.module.css'
import { ImportToolbar } from './ImportToolbar.tsx'
import { RowPanel } from './RowPanel.tsx'
import { columnsOf } from './row-words.ts'
import { useImportRows } from './use-import-rows.ts'
import { useRowEdits } from './use-row-edits.ts'

const route = getRouteApi(`/signed-in${paths.import}`)

const statusOf = (text: string | undefined): ImportRowStatus | undefined =>
  importRowStatuses.find((status) => status === text)

/** All rows of the file, to look at and to mend; after Upload what became of them. */
export function ImportPreview({ accountId, found }: { accountId: string; found: Import }) {
  const client = useQueryClient()
  const address = route.useSearch()
  const navigate = route.useNavigate()
  const status = statusOf(address.status)
  const [typed, setTyped] = useState(address.search ?? '')
  const [search] = useDebouncedValue(typed, 200)
  const [note, setNote] = useState('')
  const isOpen = found.state === 'preview'
  const { rows, snapshot } = useImportRows(accountId, found.id, { status, search: search || undefined })
  const edits = useRowEdits(accountId, found.id, rows)
  const { correct } = edits
  const [opened, setOpened] = useState<ImportRow | null>(null)
  const columns = useMemo(() => columnsOf(found), [found])

  const go = useCallback(
    (change: { status?: string; search?: string }) =>
      void navigate({ search: (before) => ({ ...before, ...change }), replace: true }),
    [navigate],
  )
  useEffect(() => {
    if ((address.search ?? '') !== search) go({ search: search || undefined })
  }, [address.search, search, go])
  // The rows as they end up.
  const { refresh } = rows
  useEffect(() => {
    if (found.state === 'done') refresh()
  }, [found.state, refresh])

  const open = useCallback((row: number) => setOpened(rows.known(row) ?? null), [rows])
  const onCorrect = useCallback(
    (row: number, column: ImportColumn, text: string) => correct(row, { column, text }),
    [correct],
  )
  const shown = opened && (rows.known(opened.row) ?? opened)
  return (
    <>
      {!isOpen && <ImportResult accountId={accountId} found={found} />}
      <ImportToolbar
        accountId={accountId}
        found={found}
        isOpen={isOpen}
        search={typed}
        status={status}
        onSearch={setTyped}
        onStatus={(next) => go({ status: next })}
        onMended={(mended, what) => {
          setNote(t('imports.mendedNote', { what }))
          edits.markEdited()
          client.setQueryData(['getImport', accountId, found.id], mended)
          rows.refresh()
        }}
        onColumns={() => void navigate({ search: (before) => ({ ...before, columns: '1' }) })}
      />
      <ImportLine
        found={found}
        snapshot={snapshot}
        isNarrowed={Boolean(status || search)}
        search={search}
        note={note}
        onRefresh={rows.refresh}
        onAll={() => {
          setTyped('')
          go({ status: undefined, search: undefined })
        }}
      />
      {snapshot.error !== null && (
        <div className={classes.problem}>
          <ProblemNotice error={snapshot.error} onRetry={rows.retry} />
        </div>
      )}
      <ImportGrid
        label={t('imports.table', { name: found.fileName })}
        snapshot={snapshot}
        columns={columns}
        isEditable={isOpen}
        onLook={rows.look}
        typedOf={edits.typedOf}
        onCorrect={onCorrect}
        onOpen={open}
        onRemove={edits.remove}
      />
      {isOpen && (
        <ImportFooter accountId={accountId} found={found} hasCorrections={edits.hasEdited || snapshot.hasCorrections} />
      )}
      <RowPanel
        accountId={accountId}
        row={shown}
        columns={columns}
        isEditable={isOpen}
        edits={edits}
        onClose={() => setOpened(null)}
        onTogether={(email) => {
          setOpened(null)
          setTyped(email)
          go({ status: undefined })
        }}
      />
      {edits.clash && (
        <ImportClash
          clash={edits.clash}
          onClose={edits.closeClash}
          onSave={({ row, correction }) => {
            edits.closeClash()
            correct(row.row, correction)
          }}
        />
      )}
    </>
  )
}
