/** The server in one process: started in order, stopped in reverse. */
import type { Config } from '../config/config.ts'
import { openMailer } from '../engines/mail/mailer.ts'
import { dataFolder, prepareFolder } from '../engines/sqlite/folder.ts'
import { lockFolder } from '../engines/sqlite/folder-locks.ts'
import { renewLogs } from '../engines/sqlite/renew.ts'
import { installationSecret } from '../engines/sqlite/secret.ts'
import { type Metrics, registryOf } from '../http/operations.ts'
import type { Log } from '../ports/log.ts'
import { recordingFigures } from '../spool/figures.ts'
import { Folding } from '../spool/folding.ts'
import { Recording, type SpoolFolder } from '../spool/recording.ts'
import { openServingStores } from '../stores.ts'
import { systemClock } from '../system.ts'
import { answerRequests } from './answering.ts'
import { attempt, inviteOwner, PATIENCE, type Serving, sayGoodbye } from './serving.ts'
import { onceReachable, refusing } from './waiting.ts'

/** A recording and what folds it, side by side. */
function recordHere(config: Config, log: Log): { recording: Recording; folding: Folding } {
  const folding = new Folding(config, log)
  const folder: SpoolFolder = {
    handOver: (path, clicks) => folding.handOver(recording, path, clicks),
    refuse: (path) => folding.refuse(recording, path),
    giveBack: (path) => folding.giveBack(recording, path),
  }
  const recording: Recording = folding.enlist((file) => new Recording(file, config, folder, log))
  return { recording, folding }
}

function metricsOf(recording: Recording, folding: Folding): Metrics {
  const registry = registryOf(recordingFigures(recording, folding))
  return { text: async () => (await registry()).metrics() }
}

/** Starts the server. Throws where it cannot be: settings, folder, database or port. */
export async function serve(
  config: Config,
  log: Log,
  stopping: AbortSignal,
  fatal: (error: unknown) => void,
): Promise<Serving> {
  const folder = dataFolder(config.dataDir)
  prepareFolder(folder)
  const unlock = lockFolder(folder)
  const report = (message: string, error: unknown) => log.warn({ err: error }, message)
  const open = () => openServingStores(config, report, fatal)
  const stores = await attempt(() => {
    renewLogs(folder)
    return onceReachable(open, { ...config, log, stopping, refuse: refusing(config, log) })
  }, unlock)
  const { recording, folding } = await attempt(
    () => recordHere(config, log),
    () => stores.close().then(unlock),
  )
  async function letGo(): Promise<boolean> {
    recording.close()
    folding.dismiss(recording)
    const empty = await folding.stop(PATIENCE)
    await stores.close()
    unlock()
    return empty
  }

  const answering = await attempt(
    () =>
      answerRequests({
        config,
        log,
        stores,
        spool: recording.spool,
        mailer: openMailer(config.mail, { outbox: stores.outbox, log, clock: systemClock }),
        limits: stores.limits(installationSecret(folder, config.secret)),
        metrics: metricsOf(recording, folding),
        processes: 1,
      }),
    letGo,
  )
  folding.begin()
  const address = `${config.host}:${answering.port}`
  log.info({ url: config.url, address, data: config.dataDir }, 'Fluxly is ready')
  await inviteOwner(config, stores.users, log)

  return {
    async stop() {
      await answering.stop()
      sayGoodbye(log, await letGo())
    },
  }
}
