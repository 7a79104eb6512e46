/** The log: one JSON object a line, or lines for people on a terminal. Always on standard error. */
import pino from 'pino'
import type PinoPretty from 'pino-pretty'
import type { LogLevel } from './config/config.ts'
import type { Log } from './ports/log.ts'

const STANDARD_ERROR = 2

/** Control characters would move a terminal's cursor or start a line that looks like ours. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const visible = (text: string) => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\ufffd')

const forPeople = (build: typeof PinoPretty.build) =>
  build({
    sync: true,
    destination: STANDARD_ERROR,
    ignore: 'pid,hostname',
    translateTime: 'SYS:HH:MM:ss',
    singleLine: true,
    messageFormat: (log, key) => visible(String(log[key])),
  })

/** A line that cannot be written, because the disk is full, is dropped: what it tells of has to go on. */
function forMachines() {
  const destination = pino.destination({ dest: STANDARD_ERROR, sync: true })
  destination.on('error', () => undefined)
  return destination
}

/** Opens it; `facts` stand in every line. */
export async function openLog(level: LogLevel, facts: Record<string, number> | null = null): Promise<Log> {
  const destination = process.stderr.isTTY ? forPeople((await import('pino-pretty')).build) : forMachines()
  const log: Log = pino({ level, base: facts, timestamp: pino.stdTimeFunctions.isoTime }, destination)
  return log
}
