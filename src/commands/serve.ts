/** `fluxly serve` */
import { openLog } from '../log.ts'
import { serve } from '../serve.ts'
import type { Command } from './command.ts'

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

export const serveCommand: Command = {
  usage: 'serve [--port PORT]',
  summary: 'runs the server',
  options: { port: { type: 'string' } },
  async run(_, config) {
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
