import { expect } from 'vitest'
import type { Answered, Client } from '../client.ts'

/** Values that a step has learned, for later steps. */
export type Known = Record<string, string>

/** One request of a directory, and what its answer must be like. Functions get what is known by then. */
export type Step = {
  says: string
  method: string
  path: string | ((known: Known) => string)
  body?: unknown | ((known: Known) => unknown)
  status: number
  /** A part of the body that must be there. */
  answer?: object | ((known: Known) => object)
  /** What to remember: name → from the answer. */
  learn?: Record<string, (answer: Answered) => string>
  /** The state of the console after the step. */
  sees?: (known: Known) => Promise<void>
}

const given = <T>(value: T | ((known: Known) => T), known: Known): T =>
  typeof value === 'function' ? (value as (known: Known) => T)(known) : value

/** Plays a dialogue against the real app, a step after the other. */
export async function play(client: Client, steps: readonly Step[], known: Known = {}): Promise<Known> {
  for (const step of steps) {
    const body = step.body === undefined ? undefined : given(step.body, known)
    const answer = await client.send(step.method, given(step.path, known), body)
    expect({ step: step.says, status: answer.status, detail: answer.body?.detail }).toMatchObject({
      step: step.says,
      status: step.status,
    })
    // Entra ID and Okta read no other type, and take an empty 201 for an error.
    if (answer.status !== 204) expect(answer.headers['content-type']).toContain('application/scim+json')
    if (step.answer) {
      expect({ step: step.says, ...answer.body }).toMatchObject({ step: step.says, ...given(step.answer, known) })
    }
    for (const [name, read] of Object.entries(step.learn ?? {})) known[name] = read(answer)
    await step.sees?.(known)
  }
  return known
}

export const idOf = (answer: Answered): string => answer.body.id
export const firstId = (answer: Answered): string => answer.body.Resources[0].id
