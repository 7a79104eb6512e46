/** The server in many processes: this one keeps them running, and does what is done once for all of them. */
import type { Config } from '../config/config.ts'
import { dataFolder, prepareFolder } from '../engines/sqlite/folder.ts'
import { lockFolder } from '../engines/sqlite/folder-locks.ts'
import { renewLogs } from '../engines/sqlite/renew.ts'
import type { Log } from '../ports/log.ts'
import { attempt, inviteOwner, PATIENCE, type Serving, sayGoodbye } from '../serving/serving.ts'
import { Crew } from './crew.ts'
import type { Office } from './office.ts'

/** How the server ends where it cannot go on. */
export interface Endings {
  /** No worker can be started. */
  hopeless(why: string): void
  /** The disk refused to keep what was written. */
  unsynced(): void
}

/** Beyond the patience that a worker has itself, in milliseconds. */
const GRACE = 3_000

/** Workers share the port with whoever asks to share it, so this looks whether it is free. Throws where it is not. */
function requireFreePort({ port, host }: Config): void {
  const probe = Bun.serve({ port, hostname: host, reusePort: false, fetch: () => new Response() })
  probe.stop(true)
}

/** A crew that comes to an office which may not be open yet: what it says waits until it is. */
function crewFor(
  office: () => Promise<Office>,
  config: Config,
  size: number,
  log: Log,
  endings: Endings,
): Crew {
  const atOffice = (act: (office: Office) => void) => void office().then(act, () => undefined)
  const args = ['--workers', String(size), '--port', String(config.port)]
  const crew: Crew = new Crew(
    size,
    args,
    {
      told: (worker, message) => atOffice(({ desk }) => desk.hear(worker, message)),
      gone: (worker) => atOffice(({ forget }) => forget(worker)),
      hopeless: endings.hopeless,
      unsynced() {
        crew.kill()
        endings.unsynced()
      },
    },
    log,
  )
  return crew
}

/** Starts the server with so many workers. Throws where it cannot be: settings, folder, database or port. */
export async function supervise(
  config: Config,
  size: number,
  log: Log,
  stopping: AbortSignal,
  endings: Endings,
): Promise<Serving> {
  const folder = dataFolder(config.dataDir)
  prepareFolder(folder)
  const unlock = lockFolder(folder)
  await attempt(() => {
    requireFreePort(config)
    renewLogs(folder)
  }, unlock)
  // Workers load what they are made of while the office opens, and touch nothing before it tells them to begin.
  const crew = crewFor(() => opening, config, size, log, endings)
  const allReady = crew.start()
  const opening = import('./office.ts').then(({ openOffice }) => openOffice(config, crew, log, stopping))
  const { stores, folding } = await attempt(
    () => opening,
    () => crew.stop(0).then(unlock),
  )
  const started = allReady.then(async () => {
    if (crew.ready.length === 0) return
    const address = `${config.host}:${config.port}`
    log.info({ url: config.url, address, data: config.dataDir, workers: size }, 'Fluxly is ready')
    await inviteOwner(config, stores.users, log)
  })

  return {
    async stop() {
      await crew.stop(config.drainSeconds * 1000 + PATIENCE + GRACE)
      await started
      const empty = await folding.stop(PATIENCE)
      await stores.close()
      unlock()
      sayGoodbye(log, empty)
    },
  }
}
