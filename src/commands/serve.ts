/** `fluxly serve` */
import type { Config } from '../config/config.ts'
import { takesFiles } from '../engines/sqlite/durable.ts'
import { openLog } from '../log.ts'
import type { Log } from '../ports/log.ts'
import type { Serving } from '../serving/serving.ts'
import { StoppedWaiting } from '../serving/waiting.ts'
import { UNSYNCED } from '../workers/messages.ts'
import { processors } from '../workers/processors.ts'
import { type Command, type Given, UsageError } from './command.ts'

const HOPELESS = 70
/** How long, in milliseconds, requests are still answered once the disk refused a sync: writes with 503, redirects as ever. */
const LAST_ANSWERS = 250
const MOST_WORKERS = 256
/** More have to be asked for: beyond that the one thread that folds is what bounds a server, and each takes memory. */
const MOST_UNASKED = 4

/** Is aborted, for that reason, at the first SIGTERM or SIGINT; the second ends the process at once. */
function askedToStop(): AbortSignal {
  const stopping = new AbortController()
  const hear = (signal: string) => {
    if (stopping.signal.aborted) process.exit(1)
    stopping.abort(signal)
  }
  process.on('SIGTERM', hear)
  process.on('SIGINT', hear)
  return stopping.signal
}

/** Resolves with the reason why a signal is aborted. */
const aborted = (signal: AbortSignal): Promise<unknown> =>
  new Promise((done) => {
    if (signal.aborted) done(signal.reason)
    else signal.addEventListener('abort', () => done(signal.reason), { once: true })
  })

function workersIn({ options }: Given): number {
  const text = String(options.workers ?? Math.min(processors(), MOST_UNASKED))
  const workers = Number(text)
  if (!/^\d{1,3}$/.test(text) || workers < 1 || workers > MOST_WORKERS)
    throw new UsageError(`--workers must be a whole number from 1 to ${MOST_WORKERS}.`)
  return workers
}

/**
 * Ends the process without a step more. An exit would close the databases, and with that copy on what the disk refused. The
 * next start begins with what can be read, and puts it on disk anew.
 */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL')
  // Only process 1 of a container comes here: it cannot be killed from inside.
  process.exit(UNSYNCED)
}

/** Ends a process whose disk refused a sync. Where the disk takes nothing at all no other would come up: this one stays for redirects and reads. */
const whenUnsynced =
  (log: Log, { dataDir }: Config, end: () => void) =>
  async (error: unknown): Promise<void> => {
    if (await takesFiles(dataDir)) {
      log.error(
        { err: error },
        'the disk refused to keep what was written; the server ends rather than promise more',
      )
      setTimeout(end, LAST_ANSWERS)
    } else
      log.error(
        { err: error },
        'the disk takes nothing any more; writes are refused until the server is started again',
      )
  }

/** Each way is loaded when it is taken: a supervisor does not carry what answers requests. */
async function begin(config: Config, workers: number, log: Log, stopping: AbortSignal): Promise<Serving> {
  if (workers === 1) {
    const { serve } = await import('../serving/serve.ts')
    return serve(config, log, stopping, whenUnsynced(log, config, endAtOnce))
  }
  const { supervise } = await import('../workers/supervise.ts')
  return supervise(config, workers, log, stopping, {
    hopeless(why) {
      log.error({ why }, 'the server cannot go on and ends')
      process.exit(HOPELESS)
    },
    unsynced: endAtOnce,
  })
}

/** Serves; a server that is stopped while it waits for its database has ended well. */
async function unlessItWaited(serve: () => Promise<void>): Promise<void> {
  try {
    await serve()
  } catch (error) {
    if (!(error instanceof StoppedWaiting)) throw error
  }
}

export const serveCommand: Command = {
  usage: 'serve [--port PORT] [--workers N]',
  summary: 'runs the server; with a worker for each processor, at most 4, or with N',
  options: { port: { type: 'string' }, workers: { type: 'string' } },
  async run(given, config) {
    const workers = workersIn(given)
    const log = await openLog(config.logLevel)
    const stopping = askedToStop()
    await unlessItWaited(async () => {
      const serving = await begin(config, workers, log, stopping)
      log.info({ signal: await aborted(stopping) }, 'Fluxly is stopping')
      await serving.stop()
    })
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
    // The supervisor has the databases open too, so that closing them here copies nothing.
    const end = () => process.exit(UNSYNCED)
    await unlessItWaited(() => work(config, workersIn(given), log, whenUnsynced(log, config, end)))
    return 0
  },
}
