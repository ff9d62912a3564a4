import { Readable } from 'node:stream'
import type { z } from 'zod'
import type { Event, exportEventsQuery } from '../../../domain/events.ts'
import type { Context } from '../../platform/context.ts'
import { csvLines } from '../../platform/spreadsheet.ts'
import { readEvents } from './events.ts'

const header = [
  'at',
  'event',
  'actor',
  'actorKind',
  'user',
  'userId',
  'before',
  'after',
  'data',
  'requestId',
  'id',
  'jobId',
]
const stretch = 500

/** No cell is a formula (SEC-34). */
const lines = (rows: readonly (readonly (string | null)[])[]) =>
  csvLines(rows.map((cells) => cells.map((text) => text ?? '')))

const json = (value: unknown) => (value === null ? null : JSON.stringify(value))

const lineOf = (event: Event): (string | null)[] => [
  event.at,
  event.name,
  event.actor.name,
  event.actor.kind,
  event.userName,
  event.userId,
  json(event.before),
  json(event.after),
  json(event.data),
  event.requestId,
  event.id,
  event.jobId,
]

/**
 * The matching events as CSV, newest first, in stretches: memory does not grow with their number. The first stretch is
 * read before anything is answered, so that a refusal is a problem and not half a file.
 */
export async function exportEvents(context: Context, filter: z.output<typeof exportEventsQuery>): Promise<Readable> {
  const first = await readEvents(context, { filter, limit: stretch })
  async function* chunks() {
    yield `\ufeff${lines([header])}`
    for (let events = first; events.length > 0; ) {
      yield lines(events.map(lineOf))
      if (events.length < stretch) return
      events = await readEvents(context, { filter, before: events.at(-1)!.id, limit: stretch })
    }
  }
  return Readable.from(chunks())
}
