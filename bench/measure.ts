import { cpuOf, cpuOfPostgres } from './cpu.ts'
import { type Ask, closedLoop, openLoop, openSender } from './load.ts'
import type { Running } from './processes.ts'

export type Measured = {
  perSecond: number
  /** CPU ms a request. */
  app: number
  postgres: number
  generator: number
  /** Answer times in ms at 30 % of the throughput. */
  p50: number
  p99: number
}

/** First to warm up, then as fast as it goes for throughput and CPU, then at 30 % of that for answer times. */
export async function measure(server: Running, postmaster: number, ask: () => Ask, seconds: number): Promise<Measured> {
  const sender = openSender(server.origin)
  const callers = 8
  try {
    await closedLoop(sender, ask, { callers, seconds, requests: 2_000 })
    const before = [cpuOf(server.pid), cpuOfPostgres(postmaster), cpuOf(process.pid)]
    const loop = await closedLoop(sender, ask, { callers, seconds, requests: 20_000 })
    const after = [cpuOf(server.pid), cpuOfPostgres(postmaster), cpuOf(process.pid)]
    const [app, postgres, generator] = after.map((now, index) => (now - before[index]!) / loop.requests)
    const perSecond = loop.requests / loop.seconds
    const times = await openLoop(sender, ask, { perSecond: perSecond * 0.3, seconds })
    return { perSecond, app: app!, postgres: postgres!, generator: generator!, ...times }
  } finally {
    sender.close()
  }
}

export const cpuSum = ({ app, postgres }: Measured): number => app + postgres
