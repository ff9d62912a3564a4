import { expect, test } from 'vitest'
import { events } from '../../../../domain/event-names.ts'
import { hasMessage } from '../../../i18n.ts'
import { eventKinds } from './event-kinds.ts'

const names = Object.keys(events)

test('SEC-37 every event has words of its own, those of jobs too', () => {
  expect(names.filter((name) => !hasMessage(`event.${name}`))).toEqual([])
})

test('no event is of two kinds, and those of jobs are of one', () => {
  const all: string[] = Object.values(eventKinds).flat()
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  expect(all).toEqual(expect.arrayContaining(['job.started', 'job.ended', 'import.committed']))
})
