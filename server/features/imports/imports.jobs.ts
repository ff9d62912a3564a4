import { type House, systemContext } from '../../platform/context.ts'
import type { JobHandlers } from '../../platform/queue.ts'
import { readImportFile, resumeImports, sweepImports, wakeSweeps } from './imports.ts'

/** Jobs of the imports feature. */
export const importJobs: JobHandlers = {
  'imports.read': (house, { accountId, importId }) => readImportFile(house, { accountId, importId: String(importId) }),
  'imports.sweep': (house, { accountId }) => sweepImports(systemContext({ house, accountId, name: 'retention' })),
}

/** What the worker does at its start and every hour, and every few seconds. */
export const importHourly = (house: House): Promise<void> => wakeSweeps(house)
export const importOften = (house: House): Promise<void> => resumeImports(house)
