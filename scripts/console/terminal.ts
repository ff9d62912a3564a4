import { createInterface } from 'node:readline'
import { CommandError } from './client.ts'

const bar = 30

/** Words that stay. */
export const say = (text: string): void => {
  clear()
  process.stdout.write(`${text}\n`)
}

/** Of work that goes on: one line that is written over. Where nobody looks on, it is left out. */
export function showProgress(label: string, done: number, total: number): void {
  if (!process.stdout.isTTY) return
  const share = total > 0 ? Math.min(done / total, 1) : 0
  const full = Math.round(share * bar)
  const numbers = total > 0 ? ` ${Math.floor(share * 100)} % of ${total.toLocaleString('en')}` : ''
  process.stdout.write(`\r\u001b[K${label} [${'█'.repeat(full)}${'░'.repeat(bar - full)}]${numbers}`)
}

const clear = () => process.stdout.isTTY && process.stdout.write('\r\u001b[K')

/** Asks on the terminal. @param hidden what is typed is not shown */
export async function ask(question: string, hidden = false): Promise<string> {
  if (!process.stdin.isTTY) throw new CommandError(`${question.replace(/:? $/, '')} is missing. See console --help.`)
  process.stdout.write(question)
  const lines = createInterface({
    input: process.stdin,
    ...(hidden ? {} : { output: process.stdout }),
    terminal: hidden,
  })
  if (hidden) process.stdin.setRawMode(true)
  const answer = await new Promise<string>((resolve) => {
    lines.once('line', resolve)
    lines.once('close', () => resolve(''))
  })
  lines.close()
  if (hidden) process.stdout.write('\n')
  if (answer === '') throw new CommandError('Nothing was typed.')
  return answer
}
