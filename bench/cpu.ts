import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** CPU milliseconds of processes by the operating system's accounting (/proc): steadier than requests per second. */
const msPerTick = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))

/** The numbers of /proc/PID/stat after the command's name; undefined: the process is gone. */
function statOf(pid: number | string): number[] | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text
      .slice(text.lastIndexOf(')') + 4)
      .split(' ')
      .map(Number)
  } catch {
    return undefined
  }
}

/** User and system time of one process, in ms. */
export function cpuOf(pid: number): number {
  const [, , , , , , , , , , user = 0, system = 0] = statOf(pid) ?? []
  return (user + system) * msPerTick
}

/** Time of PostgreSQL: the postmaster, its children that ended, and those that live, in ms. */
export function cpuOfPostgres(postmaster: number): number {
  const own = statOf(postmaster) ?? []
  let ticks = own.slice(10, 14).reduce((sum, one) => sum + one, 0)
  for (const pid of readdirSync('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const stat = statOf(pid)
    if (stat?.[0] === postmaster) ticks += stat[10]! + stat[11]!
  }
  return ticks * msPerTick
}

/** Resident memory of a process, in MB. */
export function memoryOf(pid: number): number {
  const found = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}
