import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useRef, useState } from 'react'
import type { ImportColumn } from '../../../../domain/import-words.ts'
import type { ImportRow } from '../../../../domain/imports.ts'
import { announce } from '../../../announce.ts'
import { api } from '../../../api.ts'
import { t } from '../../../i18n.ts'
import { notifyProblem } from '../../../notify.ts'
import { isProblem } from '../../../problem.ts'
import type { ImportRows } from './import-rows.ts'
import { faultsInWords } from './row-words.ts'

/** What is corrected: a cell, or whether the row updates whoever has its email. */
export type Correction = { column: ImportColumn; text: string } | { update: boolean }
/** Somebody else corrected the row first: how it is now, and what was typed here. */
export type Clash = { row: ImportRow; correction: Correction }

const bodyOf = (correction: Correction) =>
  'column' in correction ? { [correction.column]: correction.text } : { update: correction.update }

const cellKey = (row: number, column: ImportColumn) => `${row} ${column}`

/** Corrections of single rows, one after the other for each row, and what is on its way. */
export function useRowEdits(accountId: string, importId: string, rows: ImportRows) {
  const client = useQueryClient()
  const [pending, setPending] = useState<ReadonlyMap<string, string>>(new Map())
  const [clash, setClash] = useState<Clash | null>(null)
  const [hasEdited, setEdited] = useState(false)
  const chains = useRef(new Map<number, Promise<void>>())

  const settle = useCallback(
    async (before: ImportRow, after: ImportRow | undefined) => {
      void client.invalidateQueries({ queryKey: ['getImport', accountId, importId] })
      await rows.refreshRows([...new Set([...(before.sameEmailRows ?? []), ...(after?.sameEmailRows ?? [])])])
    },
    [client, accountId, importId, rows],
  )

  const failed = useCallback(
    (error: unknown, correction: Correction | null) => {
      if (!isProblem(error, 'version_stale')) return notifyProblem(error)
      const current = error.body.current as ImportRow
      rows.replace(current)
      void client.invalidateQueries({ queryKey: ['getImport', accountId, importId] })
      if (correction) setClash({ row: current, correction })
      else notifyProblem(error)
    },
    [client, accountId, importId, rows],
  )

  const inTurn = useCallback((row: number, act: () => Promise<void>) => {
    const turn = (chains.current.get(row) ?? Promise.resolve()).then(act)
    chains.current.set(row, turn)
    void turn.finally(() => chains.current.get(row) === turn && chains.current.delete(row))
  }, [])

  const edits = useMemo(() => {
    const mark = (key: string | null, text: string | null) => {
      if (key === null) return
      setPending((before) => {
        const next = new Map(before)
        if (text === null) next.delete(key)
        else next.set(key, text)
        return next
      })
    }
    const correct = (number: number, correction: Correction) => {
      const key = 'column' in correction ? cellKey(number, correction.column) : null
      mark(key, 'column' in correction ? correction.text : null)
      inTurn(number, async () => {
        const before = rows.known(number)
        if (!before) return mark(key, null)
        try {
          const { data } = await api.patchImportRow({
            params: { accountId, importId, row: String(number) },
            body: bodyOf(correction),
            ifMatch: `"${before.version}"`,
          })
          setEdited(true)
          rows.replace(data)
          announce(faultsInWords(data))
          void settle(before, data)
        } catch (error) {
          failed(error, correction)
        } finally {
          mark(key, null)
        }
      })
    }
    const remove = (number: number) =>
      inTurn(number, async () => {
        const before = rows.known(number)
        if (!before) return
        try {
          await api.removeImportRow({
            params: { accountId, importId, row: String(number) },
            ifMatch: `"${before.version}"`,
          })
          setEdited(true)
          rows.replace({ ...before, status: 'removed', errors: [], version: before.version + 1 })
          announce(t('imports.removed', { row: number }))
          void settle(before, undefined)
        } catch (error) {
          failed(error, null)
        }
      })
    return { correct, remove, markEdited: () => setEdited(true), closeClash: () => setClash(null) }
  }, [accountId, importId, rows, inTurn, settle, failed])

  const typedOf = useCallback((row: number, column: ImportColumn) => pending.get(cellKey(row, column)), [pending])
  return { ...edits, typedOf, clash, hasEdited }
}
export type RowEdits = ReturnType<typeof useRowEdits>
