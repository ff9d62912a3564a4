import { readFileSync, writeSync } from 'node:fs'

// Loaded into a process to say on its error output, at its end, what it took: CPU in milliseconds, and the peak of its
// resident memory in kilobytes, of this program alone (ru_maxrss keeps the peak of who started it).
process.on('exit', () => {
  const { user, system } = process.cpuUsage()
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))
  writeSync(2, `${JSON.stringify({ cpuMs: (user + system) / 1000, residentKb: Number(peak?.[1]) })}\n`)
})
