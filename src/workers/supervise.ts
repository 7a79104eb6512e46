/** The server in many processes: this one keeps them running, and does what is done once for all of them. */
import { attempt, PATIENCE } from '../answering.ts'
import { findAssets } from '../assets.ts'
import type { Config } from '../config.ts'
import { openMailer } from '../engines/mail/mailer.ts'
import { dataFolder, installationSecret, lockFolder, prepareFolder } from '../engines/sqlite/folder.ts'
import { figure, recordingFigures } from '../figures.ts'
import { Folding } from '../folding.ts'
import { registryOf } from '../http/operations.ts'
import type { Log } from '../ports.ts'
import { foldingSettings, inviteOwner, type Serving, sayGoodbye } from '../serve.ts'
import { openStores, type Stores } from '../stores.ts'
import { systemClock } from '../system.ts'
import { Crew } from './crew.ts'
import { Desk } from './desk.ts'
import { Tally } from './tally.ts'

/** Beyond the patience that a worker has itself, in milliseconds. */
const GRACE = 3_000

/** Workers share the port with whoever asks to share it, so this looks whether it is free. Throws where it is not. */
function requireFreePort({ port, host }: Config): void {
  const probe = Bun.serve({ port, hostname: host, reusePort: false, fetch: () => new Response() })
  probe.stop(true)
}

/** Everything that is there before a worker is. Leaves nothing behind where it throws. */
async function prepare(config: Config, size: number, log: Log, fatal: (why: string) => void) {
  const folder = dataFolder(config.dataDir)
  prepareFolder(folder)
  const unlock = lockFolder(folder)
  const report = (message: string, error: unknown) => log.warn({ err: error }, message)
  // Brings the database up to date, or refuses it, before any worker opens it.
  const stores = await attempt(() => openStores(config, report), unlock)
  const close = () => stores.close().then(unlock)
  const { crew, folding } = await attempt(async () => {
    installationSecret(folder, config.secret)
    await findAssets()
    return assemble(config, size, stores, log, fatal)
  }, close)
  await attempt(
    () => requireFreePort(config),
    () => folding.stop(PATIENCE).then(close),
  )
  return { stores, crew, folding, close }
}

/** The figures of all processes, summed. */
function metricsOf(crew: Crew, folding: Folding, tally: Tally): () => Promise<string> {
  const registry = registryOf([
    ...recordingFigures({
      recorded: () => tally.recorded,
      lost: () => tally.lost,
      folded: () => folding.folded,
      waitingClicks: () => tally.recorded - folding.foldedOwn,
      waitingFiles: () => folding.waitingFiles,
      failures: () => folding.failures,
    }),
    figure('gauge', 'fluxly_workers', 'Workers that answer requests.', () => crew.ready.length),
    figure(
      'counter',
      'fluxly_workers_replaced_total',
      'Workers that ended and were started again.',
      () => crew.replaced,
    ),
  ])
  return async () => {
    const counted = await Promise.all(crew.workers.map((worker) => worker.count()))
    const ours = (await (await registry()).getMetricsAsJSON()) as object[]
    const { AggregatorRegistry } = await import('prom-client')
    const all = [ours, ...counted.filter((figures) => figures !== null)]
    return AggregatorRegistry.aggregate(all).metrics()
  }
}

function assemble(config: Config, size: number, stores: Stores, log: Log, fatal: (why: string) => void) {
  const folding = new Folding(foldingSettings(config), log)
  const args = ['--workers', String(size), '--port', String(config.port)]
  const crew: Crew = new Crew(
    size,
    args,
    {
      told: (worker, message) => desk.hear(worker, message),
      gone(worker) {
        desk.forget(worker)
        tally.bury(worker)
      },
      hopeless: fatal,
    },
    log,
  )
  const tally = new Tally(folding, () => crew.workers)
  const desk = new Desk({
    folding,
    limits: stores.limits(installationSecret(dataFolder(config.dataDir), config.secret)),
    mailer: openMailer(config.mail, { outbox: stores.outbox, log, clock: systemClock }),
    metrics: { text: metricsOf(crew, folding, tally) },
    log,
    ready: () => crew.ready,
  })
  return { folding, crew }
}

/** Starts the server with so many workers. Throws where it cannot be: settings, folder, database or port. */
export async function supervise(
  config: Config,
  size: number,
  log: Log,
  fatal: (why: string) => void,
): Promise<Serving> {
  const { stores, crew, folding, close } = await prepare(config, size, log, fatal)
  const started = crew.start().then(async () => {
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
      await close()
      sayGoodbye(log, empty)
    },
  }
}
