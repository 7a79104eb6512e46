/** A worker: answers requests beside others on one port, and leaves to its supervisor what is done once for all. */
import type { Config } from '../config/config.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { joinFolder } from '../engines/sqlite/folder-locks.ts'
import { registryOf } from '../http/operations.ts'
import type { Log } from '../ports/log.ts'
import { answerRequests } from '../serving/answering.ts'
import { onceReachable } from '../serving/waiting.ts'
import { Recording } from '../spool/recording.ts'
import { openServingStores } from '../stores.ts'
import { Channel } from './channel.ts'
import { limitsFromAfar, mailerFromAfar, metricsFromAfar } from './from-afar.ts'
import type { ToWorker } from './messages.ts'
import { tellingStores } from './telling-stores.ts'

/** The port is left to the others: they have links that they remember. */
const othersAnswer = async () => () => undefined

type Orders = { [Type in ToWorker['type']]?: (message: Extract<ToWorker, { type: Type }>) => void }

/** The supervisor's orders, and how to follow those that only come later. */
function takeOrders() {
  const orders: Orders = {}
  const channel = new Channel((message) => (orders[message.type] as (m: ToWorker) => void)?.(message))
  const once = <Type extends ToWorker['type']>(type: Type) =>
    new Promise<Extract<ToWorker, { type: Type }>>((done) => {
      Object.assign(orders, { [type]: done })
    })
  return { orders, channel, once }
}

/**
 * Works until the supervisor says to stop, or is gone. Takes its lock before it says hello, and touches nothing before it
 * is told to begin: a new server on the folder, which waits for the lock, can then rely on being alone.
 */
export async function work(
  config: Config,
  processes: number,
  log: Log,
  fatal: (error: unknown) => void,
): Promise<void> {
  const { orders, channel, once } = takeOrders()
  const [begun, told] = [once('begin'), once('stop')]
  joinFolder(dataFolder(config.dataDir))
  channel.tell({ type: 'hello' })
  const early: string[] = []
  orders.supply = ({ path }) => early.push(path)
  const order = await Promise.race([begun, told])
  if (order.type === 'stop') return

  const report = (message: string, error: unknown) => log.warn({ err: error }, message)
  const open = () => openServingStores({ ...config, joining: true }, report, fatal)
  const stopping = new AbortController()
  void told.then(() => stopping.abort())
  const waiting = { ...config, log, stopping: stopping.signal, refuse: othersAnswer }
  const stores = await onceReachable(open, waiting)
  const counts = () => ({ recorded: recording.recorded, lost: recording.lost })
  const recording: Recording = new Recording(
    order.file,
    config,
    {
      handOver: (path, clicks) => channel.tell({ type: 'sealed', path, clicks, counts: counts() }),
      refuse: (path) => channel.tell({ type: 'unusable', path }),
      giveBack: (path) => channel.tell({ type: 'unused', path }),
    },
    log,
  )
  const registry = registryOf([])
  orders.supply = ({ path }) => recording.supply(path)
  for (const path of early) recording.supply(path)
  orders.release = ({ path }) => recording.release(path)
  orders.count = async ({ id }) =>
    channel.tell({
      type: 'counted',
      id,
      counts: counts(),
      figures: await (await registry()).getMetricsAsJSON(),
    })
  const answering = await answerRequests({
    config,
    log,
    stores: tellingStores(stores, (slug) => channel.ask({ kind: 'changed', slug })),
    spool: recording.spool,
    mailer: mailerFromAfar(channel, config.mail !== null),
    limits: limitsFromAfar(channel),
    metrics: metricsFromAfar(channel),
    processes,
  })
  orders.forget = ({ id, slug }) => {
    answering.linksChanged(slug)
    channel.tell({ type: 'forgot', id })
  }
  channel.tell({ type: 'ready' })
  await told
  await answering.stop()
  recording.close()
  await stores.close()
}
