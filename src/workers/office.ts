/** The office: what is done once for all workers, put together. */
import type { Config } from '../config/config.ts'
import { openMailer } from '../engines/mail/mailer.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { installationSecret } from '../engines/sqlite/secret.ts'
import { registryOf } from '../http/operations.ts'
import type { Log } from '../ports/log.ts'
import { findAssets } from '../serving/assets.ts'
import { attempt } from '../serving/serving.ts'
import { onceReachable, refusing } from '../serving/waiting.ts'
import { figure, recordingFigures } from '../spool/figures.ts'
import { Folding } from '../spool/folding.ts'
import { openStores, type Stores } from '../stores.ts'
import { systemClock } from '../system.ts'
import type { Crew } from './crew.ts'
import { Desk } from './desk.ts'
import { Tally } from './tally.ts'
import type { WorkerProcess } from './worker-process.ts'

export interface Office {
  stores: Stores
  folding: Folding
  desk: Desk
  /** A worker is gone: what it held is given up, what it wrote is folded. */
  forget(worker: WorkerProcess): void
}

/** The figures of all processes, summed. */
function metricsOf(crew: Crew, folding: Folding, tally: Tally): () => Promise<string> {
  const registry = registryOf([
    ...recordingFigures(tally, folding),
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

function furnish(config: Config, stores: Stores, crew: Crew, log: Log): Office {
  const secret = installationSecret(dataFolder(config.dataDir), config.secret)
  const folding = new Folding(config, log)
  const tally = new Tally(folding, () => crew.workers)
  const desk = new Desk({
    folding,
    limits: stores.limits(secret),
    mailer: openMailer(config.mail, { outbox: stores.outbox, log, clock: systemClock }),
    metrics: { text: metricsOf(crew, folding, tally) },
    log,
    ready: () => crew.ready,
  })
  return {
    stores,
    folding,
    desk,
    forget(worker) {
      desk.forget(worker)
      tally.bury(worker)
    },
  }
}

/** Brings the database up to date, or refuses it, and makes all that has to be there before a worker begins. */
export async function openOffice(
  config: Config,
  crew: Crew,
  log: Log,
  stopping: AbortSignal,
): Promise<Office> {
  const openAll = () => openStores(config, (message, error) => log.warn({ err: error }, message))
  const stores = await onceReachable(openAll, { ...config, log, stopping, refuse: refusing(config, log) })
  const open = async () => {
    await findAssets()
    return furnish(config, stores, crew, log)
  }
  return attempt(open, () => stores.close())
}
