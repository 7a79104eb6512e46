/** The server in one process: started in order, stopped in reverse. */
import { ownerToken } from './actions/sign-up.ts'
import { answerRequests, attempt, PATIENCE } from './answering.ts'
import type { Config } from './config.ts'
import { openMailer } from './engines/mail/mailer.ts'
import { dataFolder, installationSecret, lockFolder, prepareFolder } from './engines/sqlite/folder.ts'
import { recordingFigures } from './figures.ts'
import { Folding } from './folding.ts'
import { type Metrics, registryOf } from './http/operations.ts'
import type { Log, Users } from './ports.ts'
import { Recording, type SpoolFolder } from './recording.ts'
import { openServingStores } from './stores.ts'
import { systemClock } from './system.ts'

export interface Serving {
  /** Ends the server: refuses nothing that is under way, folds the last clicks. */
  stop(): Promise<void>
}

/** What is folded of clicks of one's own is not a referrer. */
export const foldingSettings = (config: Config) => ({ ...config, ownHosts: [new URL(config.url).hostname] })

/** Says how the first user can be made, while there is none. A server that serves does not end because that cannot be asked. */
export async function inviteOwner(config: Config, users: Pick<Users, 'any'>, log: Log): Promise<void> {
  if (await users.any().catch(() => true)) return
  const secret = installationSecret(dataFolder(config.dataDir), config.secret)
  log.info(
    {},
    `there is no user yet; this link makes the owner of this server, once: ${config.url}/setup?token=${ownerToken(secret)}`,
  )
}

/** Says how the server ended. */
export function sayGoodbye(log: Log, empty: boolean): void {
  if (empty) log.info({}, 'Fluxly has stopped; every click is folded')
  else log.warn({}, 'Fluxly has stopped; the clicks left in the spool are folded at the next start')
}

/** A recording and what folds it, side by side. */
function recordHere(config: Config, log: Log): { recording: Recording; folding: Folding } {
  const folding = new Folding(foldingSettings(config), log)
  const folder: SpoolFolder = {
    handOver: (path, clicks) => folding.handOver(recording, path, clicks),
    refuse: (path) => folding.refuse(recording, path),
    giveBack: (path) => folding.giveBack(recording, path),
  }
  const recording: Recording = folding.enlist((file) => new Recording(file, config, folder, log))
  return { recording, folding }
}

function metricsOf(recording: Recording, folding: Folding): Metrics {
  const registry = registryOf(
    recordingFigures({
      recorded: () => recording.recorded,
      lost: () => recording.lost,
      folded: () => folding.folded,
      waitingClicks: () => recording.recorded - folding.foldedOwn,
      waitingFiles: () => folding.waitingFiles,
      failures: () => folding.failures,
    }),
  )
  return { text: async () => (await registry()).metrics() }
}

/** Starts the server. Throws where it cannot be: settings, folder, database or port. */
export async function serve(config: Config, log: Log, fatal: (error: unknown) => void): Promise<Serving> {
  const folder = dataFolder(config.dataDir)
  prepareFolder(folder)
  const unlock = lockFolder(folder)
  const report = (message: string, error: unknown) => log.warn({ err: error }, message)
  const stores = await attempt(() => openServingStores(config, report, fatal), unlock)
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
