/** `fluxly serve` */
import { openLog } from '../log.ts'
import { serve } from '../serve.ts'
import { type Command, type Given, UsageError } from './command.ts'

const FATAL = 70

/** Resolves at the first SIGTERM or SIGINT; the second ends the process at once. */
function askedToStop(): Promise<string> {
  return new Promise((asked) => {
    let before = false
    const hear = (signal: string) => {
      if (before) process.exit(1)
      before = true
      asked(signal)
    }
    process.on('SIGTERM', hear)
    process.on('SIGINT', hear)
  })
}

/** One process answers in this version; another number is refused rather than ignored. */
function requireOneWorker({ options }: Given): void {
  if (options.workers !== undefined && options.workers !== '1')
    throw new UsageError('--workers can only be 1 in this version: one process serves.')
}

export const serveCommand: Command = {
  usage: 'serve [--port PORT] [--workers 1]',
  summary: 'runs the server',
  options: { port: { type: 'string' }, workers: { type: 'string' } },
  async run(given, config) {
    requireOneWorker(given)
    const log = openLog(config.logLevel)
    const stop = askedToStop()
    const serving = await serve(config, log, (error) => {
      log.error(
        { err: error },
        'the disk refused to keep what was written; the server ends rather than promise more',
      )
      process.exit(FATAL)
    })
    log.info({ signal: await stop }, 'Fluxly is stopping')
    await serving.stop()
    return 0
  },
}
