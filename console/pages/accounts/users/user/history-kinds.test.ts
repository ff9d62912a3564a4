import { expect, test } from 'vitest'
import { events } from '../../../../../domain/event-names.ts'
import { historyKinds } from './history-kinds.ts'

test('every event of a user is of exactly one kind', () => {
  const ofUsers = Object.entries(events)
    .filter(([, { subject }]) => subject === 'user')
    .map(([name]) => name)
  expect(Object.values(historyKinds).flat().sort()).toEqual(ofUsers.sort())
})
