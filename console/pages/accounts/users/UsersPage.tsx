import { useDisclosure, useElementSize } from '@mantine/hooks'
import { useParams, useRouterState } from '@tanstack/react-router'
import { lazy, Suspense, useCallback, useMemo, useRef, useState } from 'react'
import { searchWords } from '../../../../domain/fold.ts'
import { t } from '../../../i18n.ts'
import { useCurrentAccount } from '../../../parts/current-account.ts'
import { FilterBar } from '../../../parts/FilterBar.tsx'
import { ProblemNotice } from '../../../parts/ProblemNotice.tsx'
import { SelectionLine } from '../../../parts/SelectionLine.tsx'
import { countSelected, sameFilter } from '../../../parts/selection.ts'
import { columnsFor, deletedColumns, userColumns } from '../../../parts/UserColumns.tsx'
import { narrowBelow, rem, UserTable } from '../../../parts/UserTable.tsx'
import type { Sort } from '../../../parts/UserTableHead.tsx'
import { paths } from '../../../paths.ts'
import { Page } from '../../../ui/Page.tsx'
import { AddUser } from './AddUser.tsx'
import { keepPlace, placeOf } from './row-places.ts'
import { UsersEmpty } from './UsersEmpty.tsx'
import { UsersExportMenu } from './UsersExportMenu.tsx'
import { UsersHead } from './UsersHead.tsx'
import { UsersLine } from './UsersLine.tsx'
import classes from './UsersPage.module.css'
import { UsersSearch } from './UsersSearch.tsx'
import { UsersTools } from './UsersTools.tsx'
import { useFilterKinds } from './use-filter-kinds.ts'
import { useRestore } from './use-restore.tsx'
import { useSelection } from './use-selection.ts'
import { useUserRows } from './use-user-rows.ts'
import { useUsersView } from './use-users-view.ts'
import { countOf, rowAt } from './user-rows.ts'
import { emptyView, filterCount, isNarrowed, listKeyOf, listQueryOf, sortedBy, toggled } from './users-view.ts'

// The panel and its file chooser are loaded when they are first wanted.
const importPanel = () => import('../imports/ImportPanel.tsx')
const ImportPanel = lazy(async () => ({ default: (await importPanel()).ImportPanel }))
const loadImport = () => void importPanel()

/** All users of an account: search, filters, sort and columns live in the address; one scroll over any number. */
export function UsersPage() {
  const { accountId } = useParams({ from: `/signed-in${paths.users}` })
  const account = useCurrentAccount()
  const { view, inAddress, now, type, settle, change, update, setColumns } = useUsersView(accountId)
  const {
    kinds,
    productName,
    isCounting,
    hasFailed,
    count: countFacets,
  } = useFilterKinds(accountId, view.search, inAddress)

  // While another page is on its way, the location is that page’s already.
  const entry = useRouterState({
    select: ({ location }) => (location.pathname.endsWith('/users') ? (location.state.__TSR_key ?? '') : null),
  })
  const [start] = useState(() => placeOf(entry ?? ''))
  const lastEntry = useRef(entry ?? '')
  lastEntry.current = entry ?? lastEntry.current
  const onLeave = useCallback((place: typeof start) => keepPlace(lastEntry.current, place), [])

  const query = useMemo(() => listQueryOf(view), [view])
  const { source, snapshot } = useUserRows(accountId, query, start.row)
  const { rows, isBehind, error } = snapshot
  const count = countOf(rows)
  const selection = useSelection(accountId, query, (row) => rowAt(rows, row))
  // What stands on the screen is of this list; it may lag behind what was asked.
  const isCurrent = snapshot.key === listKeyOf(query)
  const search = (text: string) => {
    // Asked before anything is drawn: the answer is on its way meanwhile.
    source.show(listQueryOf({ ...view, search: text }))
    type(text)
  }
  const words = useMemo(() => searchWords(snapshot.query?.search ?? ''), [snapshot.query])
  const context = useMemo(() => ({ words, productName }), [words, productName])

  const { ref: room, width, height } = useElementSize<HTMLDivElement>()
  const isNarrow = width > 0 && width < narrowBelow * rem()
  const offered = view.deleted ? deletedColumns : userColumns
  const columns = useMemo(
    () => columnsFor(offered, view.deleted ? null : view.columns, width / rem(), view.deleted),
    [offered, view.deleted, view.columns, width],
  )
  const [isAdding, adding] = useDisclosure(false)
  const [isImporting, importing] = useDisclosure(false)
  const [wasImporting, setWasImporting] = useState(false)
  const openImport = importing.open
  const startImport = useCallback(() => {
    setWasImporting(true)
    openImport()
  }, [openImport])
  const sortBy = useCallback((field: Sort['field']) => update((shown) => sortedBy(shown, field)), [update])
  const actions = useRestore(accountId, view.deleted, source)
  const { selected } = selection
  const isAll = selected.kind === 'matching' && sameFilter(selected.filter, selection.filter)
  const isAllTicked = isAll && selected.except.size === 0
  const tickState = countSelected(selected) === 0 ? 'none' : isAllTicked ? 'all' : 'some'
  const { selectAll, clear } = selection
  const allTicks = useMemo(
    () =>
      ({
        count: rows.total,
        state: tickState,
        onAll: () => selectAll(rows.total, !rows.totalIsExact),
        onClear: clear,
      }) as const,
    [rows.total, rows.totalIsExact, tickState, selectAll, clear],
  )
  const isEmpty = snapshot.key !== null && count === 0

  return (
    <Page width="list" h="calc(100dvh - var(--shell-bar))" mih="34rem" pb={20}>
      <div className={classes.page}>
        <UsersHead isDeletedView={view.deleted} onImport={startImport} onImportNear={loadImport} onAdd={adding.open} />
        <search className={classes.toolbar} aria-label={t('users.title')}>
          <UsersSearch
            value={view.search}
            onChange={search}
            onSettle={settle}
            isSearching={isBehind}
            onDown={() => document.querySelector<HTMLElement>('tr[data-active] a')?.focus()}
          />
          <UsersTools
            accountId={accountId}
            view={inAddress}
            now={now}
            update={update}
            kinds={kinds}
            isCounting={isCounting}
            hasFailed={hasFailed}
            onCount={countFacets}
            isNarrow={isNarrow}
            onSort={sortBy}
            columns={columns}
            onColumns={setColumns}
            selected={selected}
            onStarted={selection.clear}
          />
        </search>
        <SelectionLine
          selected={selected}
          filter={selection.filter}
          total={rows.total}
          isAbout={!rows.totalIsExact}
          isNarrowed={isNarrowed(view)}
          onAll={allTicks.onAll}
          onClear={selection.clear}
        />
        <UsersLine
          view={view}
          total={snapshot.key === null ? null : rows.total}
          isExact={rows.totalIsExact}
          isCounted={rows.isCounted}
          isCurrent={isCurrent}
          isSearching={isBehind}
          onDeleted={(deleted) => change({ ...emptyView, columns: view.columns, deleted })}
          onClear={
            filterCount(view) > 0
              ? () =>
                  change({
                    ...emptyView,
                    search: view.search,
                    deleted: view.deleted,
                    sort: view.sort,
                    columns: view.columns,
                  })
              : undefined
          }
        >
          {isNarrow && <UsersExportMenu accountId={accountId} now={now} size={28} />}
          <FilterBar kinds={kinds} chosen={view} onToggle={(kind, value) => change(toggled(view, kind, value))} />
        </UsersLine>
        {error !== null && (
          <div className={classes.problem}>
            <ProblemNotice error={error} onRetry={source.retry} />
          </div>
        )}
        <div ref={room} className={classes.room}>
          {isEmpty ? (
            <UsersEmpty view={view} kinds={kinds} onChange={change} onAdd={adding.open} onImport={startImport} />
          ) : (
            <UserTable
              label={t(view.deleted ? 'users.tableDeleted' : 'users.table', { account: account?.name ?? '' })}
              listKey={snapshot.key}
              count={count}
              isAbout={!rows.totalIsExact}
              rowAt={(row) => rowAt(rows, row)}
              isBehind={isBehind}
              columns={columns}
              width={width}
              height={height}
              sort={inAddress.sort}
              onSort={sortBy}
              context={context}
              onLook={source.look}
              start={start}
              onLeave={onLeave}
              actions={actions}
              ticks={{ isTicked: selection.isTicked, onTick: selection.tick, all: allTicks }}
            />
          )}
        </div>
        <AddUser
          accountId={accountId}
          isPartner={account?.kind === 'partner'}
          opened={isAdding}
          onClose={adding.close}
        />
        {wasImporting && (
          <Suspense>
            <ImportPanel accountId={accountId} opened={isImporting} onClose={importing.close} />
          </Suspense>
        )}
      </div>
    </Page>
  )
}
