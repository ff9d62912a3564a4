import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const hasProc = existsSync('/proc/self/stat')

/**
 * Tells apart two processes that bore one pid: the moment of its birth. Empty when no such process runs; a dead one
 * that its parent has not collected yet counts as gone.
 */
export function birthmark(pid: number): string {
  if (!hasProc)
    return ask(pid, 'stat=,lstart=')
      .replace(/^Z.*|^\S+\s+/, '')
      .replaceAll(/\s+/g, '_')
  try {
    // The name in brackets may hold anything; fields count from the last bracket: state, …, start in ticks since boot.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return ''
    return `${bootId()}/${fields[19]}`
  } catch {
    return ''
  }
}

/** The words that a process was started with, a blank between them; empty when it is gone. */
export function commandLine(pid: number): string {
  if (!hasProc) return ask(pid, 'command=')
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
  } catch {
    return ''
  }
}

/**
 * Asks a process to end, with the next signal of the list each time `patience` milliseconds have passed in vain.
 * @throws when it outlives the last signal
 */
export async function endProcess(pid: number, signals: NodeJS.Signals[], patience: number): Promise<void> {
  const mark = birthmark(pid)
  if (!mark) return
  for (const signal of signals) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return
      throw new Error(`Process ${pid} could not be sent ${signal}`, { cause: error })
    }
    const end = performance.now() + patience
    while (performance.now() < end) {
      if (birthmark(pid) !== mark) return
      await delay(10)
    }
  }
  throw new Error(`Process ${pid} did not end when asked to (${signals.join(', ')})`)
}

let boot: string | undefined
function bootId(): string {
  boot ??= existsSync('/proc/sys/kernel/random/boot_id')
    ? readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    : ''
  return boot
}

function ask(pid: number, columns: string): string {
  try {
    return execFileSync('ps', ['-ww', '-o', columns, '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return ''
  }
}
