/** `fluxly serve` */
import type { Config } from '../config.ts'
import { openLog } from '../log.ts'
import type { Log } from '../ports.ts'
import { processors } from '../processors.ts'
import type { Serving } from '../serving.ts'
import { type Command, type Given, UsageError } from './command.ts'

const FATAL = 70
const MOST_WORKERS = 256
/** More have to be asked for: beyond that the one thread that folds is what bounds a server, and each takes memory. */
const MOST_UNASKED = 4

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

function workersIn({ options }: Given): number {
  const text = String(options.workers ?? Math.min(processors(), MOST_UNASKED))
  const workers = Number(text)
  if (!/^\d{1,3}$/.test(text) || workers < 1 || workers > MOST_WORKERS)
    throw new UsageError(`--workers must be a whole number from 1 to ${MOST_WORKERS}.`)
  return workers
}

const diskFailed = (log: Log) => (error: unknown) => {
  log.error(
    { err: error },
    'the disk refused to keep what was written; the server ends rather than promise more',
  )
  process.exit(FATAL)
}

/** Each way is loaded when it is taken: a supervisor does not carry what answers requests. */
async function begin(config: Config, workers: number, log: Log): Promise<Serving> {
  if (workers === 1) return (await import('../serve.ts')).serve(config, log, diskFailed(log))
  const { supervise } = await import('../workers/supervise.ts')
  return supervise(config, workers, log, (why) => {
    log.error({ why }, 'the server cannot go on and ends')
    process.exit(FATAL)
  })
}

export const serveCommand: Command = {
  usage: 'serve [--port PORT] [--workers N]',
  summary: 'runs the server; with a worker for each processor, at most 4, or with N',
  options: { port: { type: 'string' }, workers: { type: 'string' } },
  async run(given, config) {
    const workers = workersIn(given)
    const log = await openLog(config.logLevel)
    const stop = askedToStop()
    const serving = await begin(config, workers, log)
    log.info({ signal: await stop }, 'Fluxly is stopping')
    await serving.stop()
    return 0
  },
}

/** One of the processes of a server; `serve` starts it, and nobody else. */
export const workerCommand: Command = {
  usage: 'worker',
  summary: 'is started by serve',
  options: { port: { type: 'string' }, workers: { type: 'string' }, number: { type: 'string' } },
  async run(given, config) {
    if (!process.send) throw new UsageError('A worker is started by fluxly serve, and by nothing else.')
    // A signal that reaches all processes at once is the supervisor's: it tells its workers what to do.
    for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => undefined)
    const log = await openLog(config.logLevel, { worker: Number(given.options.number) })
    const { work } = await import('../workers/worker.ts')
    await work(config, workersIn(given), log, diskFailed(log))
    return 0
  },
}
