import pino from 'pino'

export type Log = pino.Logger

/** One JSON line each (SEC-38). Headers, bodies and URLs with tokens are never given to it (SEC-15). */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: ['*.password', '*.token', '*.cookie'],
  })

export const silentLog: Log = pino({ level: 'silent' })
