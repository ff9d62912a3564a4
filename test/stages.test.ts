import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { atLeastOneFailure, countReport } from '../scripts/stages.mjs'

const folder = mkdtempSync(join(tmpdir(), 'accounts-stages-'))
afterAll(() => rmSync(folder, { recursive: true }))

function count(files: { status: string; assertionResults: { status: string }[] }[]) {
  const path = join(folder, 'report.json')
  writeFileSync(path, JSON.stringify({ testResults: files }))
  return countReport(path)
}

test('a skipped, a todo and an unknown test count as failed', () => {
  const assertionResults = ['passed', 'passed', 'failed', 'skipped', 'pending', 'todo', 'other'].map((status) => ({
    status,
  }))
  expect(count([{ status: 'passed', assertionResults }])).toEqual({ passed: 2, failed: 5 })
})

test('a file that does not load counts as a failed test', () => {
  expect(count([{ status: 'failed', assertionResults: [] }])).toEqual({ passed: 0, failed: 1 })
  const passed = [{ status: 'passed' }]
  expect(count([{ status: 'failed', assertionResults: passed }])).toEqual({ passed: 1, failed: 1 })
})

test('no report, no test and a bad exit code count as a failure, once', () => {
  expect(countReport(join(folder, 'absent.json'))).toEqual({ passed: 0, failed: 0 })
  expect(atLeastOneFailure(0, { passed: 0, failed: 0 })).toEqual({ passed: 0, failed: 1 })
  expect(atLeastOneFailure(1, { passed: 5, failed: 0 })).toEqual({ passed: 5, failed: 1 })
  expect(atLeastOneFailure(null, { passed: 5, failed: 0 })).toEqual({ passed: 5, failed: 1 })
  expect(atLeastOneFailure(1, { passed: 5, failed: 3 })).toEqual({ passed: 5, failed: 3 })
  expect(atLeastOneFailure(0, { passed: 5, failed: 0 })).toEqual({ passed: 5, failed: 0 })
})
