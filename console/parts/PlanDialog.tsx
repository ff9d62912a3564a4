import { Button, Checkbox, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react'
import type { Job, Plan } from '../../domain/jobs.ts'
import type { UserAction } from '../../domain/user-actions.ts'
import { announce } from '../announce.ts'
import { api, newIdempotencyKey } from '../api.ts'
import { t } from '../i18n.ts'
import { isProblem } from '../problem.ts'
import { isPartner, useSession } from '../session.ts'
import { useFocusBack } from '../ui/use-focus-back.ts'
import { ConfirmWord } from './ConfirmWord.tsx'
import { isMails } from './job-words.ts'
import { isTooFew, PlanNumbers } from './PlanNumbers.tsx'
import { PlanSkipped } from './PlanSkipped.tsx'
import { ProblemNotice } from './ProblemNotice.tsx'
import type { ApiSelection } from './selection.ts'

export type Planned =
  | { action: UserAction; params: Record<string, unknown>; selection: ApiSelection }
  /** The job to take back. */
  | { undone: Job }

type Props = {
  accountId: string
  of: Planned
  title: string
  /** Where focus goes back to, when what opened the dialog is gone. */
  opener?: RefObject<HTMLElement | null>
  onClose: () => void
  onStarted: (job: Job) => void
}

type Ticks = { includeRegistered?: true; allowLastAdmin?: true }

const planOf = async (accountId: string, of: Planned, ticks: Ticks): Promise<Plan> => {
  if ('undone' in of) return (await api.planUndo({ params: { accountId, jobId: of.undone.id } })).data
  const { action, selection } = of
  const params = { ...of.params, ...ticks }
  return (await api.planUserAction({ params: { accountId }, body: { action, selection, params } })).data
}

/** What an action would do, numbers first, before anything happens; then it runs as a job. */
export function PlanDialog({ accountId, of, title, opener, onClose, onStarted }: Props) {
  const isOpenerGoing = useFocusBack(opener)
  const client = useQueryClient()
  const session = useSession()
  const [typed, setTyped] = useState('')
  const [ticks, setTicks] = useState<Ticks>({})
  const key = useRef(newIdempotencyKey())
  // The plan before stays in sight while a new one is made: who ticks something keeps the tick under hand and focus.
  const [shown, setShown] = useState<Plan>()
  const plan = useMutation({
    mutationFn: (wanted: Ticks) => planOf(accountId, of, wanted),
    onSuccess: (made) => {
      setShown(made)
      announce(t('plan.spoken', { count: made.willChange, skipped: made.total - made.willChange }))
    },
    onError: () => setShown(undefined),
  })
  const look = (wanted: Ticks) => {
    setTicks(wanted)
    run.reset()
    key.current = newIdempotencyKey()
    plan.mutate(wanted)
  }
  const run = useMutation({
    mutationFn: async ({ shown, frozen }: { shown: Plan; frozen?: true }) => {
      const order = {
        planId: shown.id,
        planDigest: shown.digest,
        frozen,
        confirm: needsWord(shown) ? 'delete' : undefined,
      }
      const call = { params: { accountId }, idempotencyKey: key.current }
      return 'undone' in of
        ? (await api.undoJob({ params: { accountId, jobId: of.undone.id }, idempotencyKey: key.current, body: order }))
            .data
        : (await api.runUserAction({ ...call, body: order })).data
    },
    onSuccess: (job) => {
      void client.invalidateQueries({ queryKey: ['listJobs', accountId] })
      if ('undone' in of) {
        // It can’t be undone a second time, so that the button that was pressed goes.
        isOpenerGoing.current = true
        void client.invalidateQueries({ queryKey: ['getJob', accountId, of.undone.id] })
      }
      onStarted(job)
      onClose()
    },
    onError: () => {
      key.current = newIdempotencyKey()
    },
  })
  const begin = useRef(plan.mutate)
  useEffect(() => begin.current({}), [])

  const word = t('delete.confirmWord')
  const isDelete = shown ? needsWord(shown) : 'action' in of && of.action === 'delete'
  const isAwake =
    shown !== undefined &&
    !plan.isPending &&
    isReady(shown, ticks) &&
    (!isDelete || typed.trim().toLocaleLowerCase() === word)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    event.stopPropagation()
    if (shown && isAwake) run.mutate({ shown })
  }
  const hasChanged = isProblem(run.error, 'selection_changed')
  return (
    <Modal opened onClose={onClose} title={isDelete && 'action' in of ? t('plan.title.delete') : title} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {plan.isPending && !shown && (
            <Group gap="sm" mih="12rem" align="flex-start">
              <Loader size="sm" aria-hidden />
              <Text size="sm">{t('plan.looking')}</Text>
            </Group>
          )}
          <ProblemNotice error={plan.error} onRetry={() => look(ticks)} />
          {shown && (
            <>
              <PlanNumbers accountId={accountId} plan={shown} />
              {shown.action === 'send_welcome_email' && (
                <Checkbox
                  label={t('plan.includeRegistered')}
                  checked={ticks.includeRegistered ?? false}
                  onChange={(event) => look(event.currentTarget.checked ? { includeRegistered: true } : {})}
                />
              )}
              {shown.lastAdmin && isPartner(session) && 'action' in of && (
                <Checkbox
                  label={t('plan.lastAdminAllow')}
                  checked={ticks.allowLastAdmin ?? false}
                  onChange={(event) => look(event.currentTarget.checked ? { allowLastAdmin: true } : {})}
                />
              )}
              <PlanSkipped accountId={accountId} plan={shown} />
              {isDelete && <ConfirmWord label={t('plan.confirmLabel', { word })} value={typed} onChange={setTyped} />}
            </>
          )}
          {hasChanged && shown ? (
            <Changed
              error={run.error}
              onAgain={() => look(ticks)}
              onFrozen={() => run.mutate({ shown, frozen: true })}
            />
          ) : (
            <ProblemNotice
              error={run.error}
              onRetry={isProblem(run.error) && run.error.status === 409 ? () => look(ticks) : undefined}
            />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('action.cancel')}
            </Button>
            {!hasChanged && (
              <Button type="submit" color={isDelete ? 'red' : 'blue'} disabled={!isAwake} loading={run.isPending}>
                {runLabel(of, isDelete)}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

const needsWord = ({ action }: Plan) => action === 'delete' || action === 'undo_import'

const isReady = (plan: Plan, ticks: Ticks) =>
  plan.willChange > 0 && !isTooFew(plan) && (!plan.lastAdmin || ticks.allowLastAdmin === true)

function runLabel(of: Planned, isDelete: boolean): string {
  if ('undone' in of) return t('plan.run.undo')
  if (isDelete) return t('plan.run.delete')
  if (isMails(of.action)) return t('plan.run.mails')
  return t(of.action === 'assign_licence' ? 'plan.run.assign' : 'plan.run')
}

/** Between the plan and the run somebody came or went. */
function Changed({ error, onAgain, onFrozen }: { error: unknown; onAgain: () => void; onFrozen: () => void }) {
  const body = isProblem(error) ? (error.body as { added?: string[]; removed?: string[] }) : {}
  return (
    <ProblemNotice error={error}>
      <Text size="sm">{t('plan.changed', { added: body.added?.length ?? 0, removed: body.removed?.length ?? 0 })}</Text>
      <Group gap="xs">
        <Button size="xs" onClick={onAgain}>
          {t('plan.again')}
        </Button>
        <Button size="xs" variant="default" onClick={onFrozen}>
          {t('plan.frozen')}
        </Button>
      </Group>
    </ProblemNotice>
  )
}
