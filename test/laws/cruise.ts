import { readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { cruise, type ICruiseOptions, type ICruiseResult, type IForbiddenRuleType } from 'dependency-cruiser'

/** A broken law: `from` imports `to` against the law. */
export interface Violation {
  law: string
  from: string
  to: string
}

/** A law of .dependency-cruiser.cjs: its name and what it says. */
export type Law = IForbiddenRuleType & { name: string; comment: string }

const config: { forbidden: Law[]; options: ICruiseOptions } = createRequire(import.meta.url)(
  '../../.dependency-cruiser.cjs',
)

/** The rooms that the laws are about. */
export const rooms = ['domain', 'server', 'console']

export const laws: Law[] = config.forbidden

/** The .ts and .tsx files below the rooms of `root`, as paths from `root`, sorted. */
export const sources = (root: string): string[] =>
  rooms
    .flatMap((room) => readdirSync(join(root, room), { recursive: true }).map((name) => join(room, String(name))))
    .filter((path) => /\.tsx?$/.test(path) && !path.includes('node_modules'))
    .sort()

/** Holds the rooms of `root` against the laws: which modules were seen, and which laws are broken by whom. */
export const holdAgainstLaws = async (root: string): Promise<{ modules: Set<string>; violations: Violation[] }> => {
  const { output } = await cruise(rooms, {
    ...config.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: config.forbidden },
  })
  const result = output as ICruiseResult
  return {
    modules: new Set(result.modules.map((module) => module.source)),
    violations: result.summary.violations.map(({ rule, from, to }) => ({ law: rule.name, from, to })),
  }
}
