/** A start while PostgreSQL is away: every request is refused until it answers, and nothing has to be started again. */
import type { Config } from '../config/config.ts'
import type { Log } from '../ports/log.ts'

const TRY_AGAIN_AFTER = 1_000

/** The server was told to stop while it waited. */
export class StoppedWaiting extends Error {}

export interface Waiting {
  /** Null: nothing is waited for. */
  databaseUrl: string | null
  log: Log
  /** Says that the server is to stop. */
  stopping: AbortSignal
  /** Answers requests meanwhile, where this process is the one to do it. Gives back how to end that. */
  refuse(): Promise<() => unknown>
}

/** Refuses every request on the port; what does that is loaded only then. */
export const refusing = (config: Config, log: Log) => async (): Promise<() => unknown> =>
  (await import('./refusing.ts')).refuseRequests(config, log)

/** Whether what stands in the way may pass by itself. Only PostgreSQL is away at times; its driver is loaded only then. */
async function mayPass({ databaseUrl }: Waiting, error: unknown): Promise<boolean> {
  return databaseUrl !== null && (await import('../engines/postgres/away.ts')).passes(error)
}

function pause(stopping: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(go, TRY_AGAIN_AFTER)
    function go(): void {
      clearTimeout(timer)
      stopping.removeEventListener('abort', go)
      done()
    }
    stopping.addEventListener('abort', go)
  })
}

/** Opens something again and again until PostgreSQL is there. Throws what does not pass, and {@link StoppedWaiting}. */
async function insist<T>(open: () => Promise<T>, waiting: Waiting): Promise<T> {
  for (;;) {
    await pause(waiting.stopping)
    if (waiting.stopping.aborted) throw new StoppedWaiting()
    try {
      return await open()
    } catch (error) {
      if (!(await mayPass(waiting, error))) throw error
    }
  }
}

/** Opens what needs the database; where PostgreSQL is away, as soon as it is back. */
export async function onceReachable<T>(open: () => Promise<T>, waiting: Waiting): Promise<T> {
  try {
    return await open()
  } catch (error) {
    if (!(await mayPass(waiting, error))) throw error
    const stopRefusing = await waiting.refuse()
    waiting.log.warn({ err: error }, 'PostgreSQL does not answer; the start goes on as soon as it does')
    return insist(open, waiting).finally(stopRefusing)
  }
}
