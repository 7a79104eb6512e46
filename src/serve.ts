/** The server: started in order, stopped in reverse. */
import { ownerToken } from './actions/sign-up.ts'
import { app } from './app.ts'
import { findAssets } from './assets.ts'
import type { Config } from './config.ts'
import { argon2idPasswords } from './engines/bun/passwords.ts'
import { loggingMailer, smtpMailer } from './engines/mail/mailer.ts'
import { dataFolder, installationSecret, lockFolder, prepareFolder } from './engines/sqlite/folder.ts'
import type { Figure } from './http/operations.ts'
import type { Log } from './ports.ts'
import { Recording } from './recording.ts'
import { openServingStores } from './stores.ts'
import { systemClock, systemRandom } from './system.ts'

/** How long the last clicks may take to be folded when the server stops, and open requests to end. */
const PATIENCE = 10_000

export interface Serving {
  port: number
  /** Ends the server: refuses nothing that is under way, folds the last clicks. */
  stop(): Promise<void>
}

function recordingFigures(recording: Recording): Figure[] {
  const figure = (name: string, help: string, kind: Figure['kind'], read: () => number): Figure => ({
    name,
    help,
    kind,
    read,
  })
  return [
    figure(
      'fluxly_clicks_recorded_total',
      'Clicks written to the spool.',
      'counter',
      () => recording.figures.recorded,
    ),
    figure(
      'fluxly_clicks_lost_total',
      'Clicks that could not be written; their redirects went out.',
      'counter',
      () => recording.figures.lost,
    ),
    figure(
      'fluxly_clicks_folded_total',
      'Clicks folded into the store, those left by an earlier server included.',
      'counter',
      () => recording.figures.folded,
    ),
    figure(
      'fluxly_spool_waiting_clicks',
      'Clicks of this server that wait to be folded.',
      'gauge',
      () => recording.figures.waitingClicks,
    ),
    figure(
      'fluxly_spool_waiting_files',
      'Spool files that wait to be folded.',
      'gauge',
      () => recording.figures.waitingFiles,
    ),
    figure(
      'fluxly_fold_failures_total',
      'Tries to fold that failed and were made again.',
      'counter',
      () => recording.figures.foldFailures,
    ),
  ]
}

/** Does something; where it throws, what was begun before is undone. */
async function attempt<T>(act: () => T | Promise<T>, undo: () => unknown): Promise<T> {
  try {
    return await act()
  } catch (error) {
    await undo()
    throw error
  }
}

/** Starts the server. Throws where it cannot be: settings, folder, database or port. */
export async function serve(config: Config, log: Log, fatal: (error: unknown) => void): Promise<Serving> {
  const built = await findAssets()
  const folder = dataFolder(config.dataDir)
  prepareFolder(folder)
  const unlock = lockFolder(folder)
  const report = (message: string, error: unknown) => log.warn({ err: error }, message)
  const stores = await attempt(() => openServingStores(config, report, fatal), unlock)
  const ownHosts = [new URL(config.url).hostname]
  const recording = await attempt(
    () => new Recording({ ...config, ownHosts }, log),
    () => stores.close().then(unlock),
  )
  const mailing = { outbox: stores.outbox, log, clock: systemClock }
  const mailer = config.mail
    ? smtpMailer(config.mail.smtpUrl, config.mail.from, mailing)
    : loggingMailer(mailing)
  const secret = installationSecret(folder, config.secret)
  let ready = false
  const stopping = new AbortController()
  const { routes, fallback, broken, linksChanged } = app({
    config,
    secret,
    stores,
    spool: recording.spool,
    built,
    passwords: argon2idPasswords(),
    mailer,
    clock: systemClock,
    random: systemRandom,
    log,
    isReady: () => ready,
    stopping: stopping.signal,
    figures: recordingFigures(recording),
  })
  const unwatch = await stores.changes.watch(linksChanged)
  async function letGo(): Promise<boolean> {
    await unwatch()
    const empty = await recording.stop(PATIENCE)
    await stores.close()
    unlock()
    return empty
  }

  const listen = () =>
    Bun.serve({
      port: config.port,
      hostname: config.host,
      routes,
      fetch: fallback,
      error: broken,
      development: false,
      reusePort: false,
      idleTimeout: 60,
      maxRequestBodySize: 1 << 20,
    })
  const server = await attempt(listen, letGo)
  ready = true
  const port = server.port ?? config.port
  log.info({ url: config.url, address: `${config.host}:${port}`, data: config.dataDir }, 'Fluxly is ready')
  if (!(await stores.users.any()))
    log.info(
      {},
      `there is no user yet; this link makes the owner of this server, once: ${config.url}/setup?token=${ownerToken(secret)}`,
    )

  async function stop(): Promise<void> {
    ready = false
    if (config.drainSeconds > 0) await Bun.sleep(config.drainSeconds * 1000)
    stopping.abort()
    await Promise.race([server.stop(false), Bun.sleep(PATIENCE)])
    if (await letGo()) log.info({}, 'Fluxly has stopped; every click is folded')
    else log.warn({}, 'Fluxly has stopped; the clicks left in the spool are folded at the next start')
  }
  return { port, stop }
}
