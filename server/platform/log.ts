import pino from 'pino'

export type Log = pino.Logger

/** A database error brings its connection along: all its statements and settings, pages of them. */
const withoutConnection = (error: Error) => ({ ...pino.stdSerializers.err(error), client: undefined })

/** One JSON line each (SEC-38). Headers, bodies and URLs with tokens are never given to it (SEC-15). */
export const createLog = (level: string): Log =>
  pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { err: withoutConnection },
    redact: ['*.password', '*.token', '*.cookie'],
  })

export const silentLog: Log = pino({ level: 'silent' })
