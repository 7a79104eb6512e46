/**
 * The thread beside the event loop that answers: it folds what the spool hands over, makes spool files ready, and
 * keeps house. It is told of sealed files and tells what became of them.
 */
import { Backlog } from './backlog.ts'
import { collector } from './collecting.ts'
import type { Config } from './config.ts'
import { dataFolder } from './engines/sqlite/folder.ts'
import {
  deleteSpoolFile,
  isDamage,
  makeSpoolFile,
  openSpoolFile,
  setAside,
  settleSpoolFile,
  turnsLost,
} from './engines/sqlite/spool-files.ts'
import { type EnrichingSettings, openEnricher } from './enriching.ts'
import type { enricher } from './pipeline/enrich.ts'
import { foldParts } from './pipeline/fold.ts'
import { Housekeeper } from './pipeline/housekeeper.ts'
import { keepHouse } from './pipeline/housekeeping.ts'
import { openStores, type Stores } from './stores.ts'
import { systemClock as clock } from './system.ts'

export type FoldThreadSettings = Pick<Config, 'dataDir' | 'databaseUrl' | 'clickHouse' | 'plans'> &
  EnrichingSettings

export type ToFoldThread =
  | { type: 'start'; settings: FoldThreadSettings }
  /** A file of this process that is not written any more. */
  | { type: 'fold'; path: string }
  /** A file whose process died. */
  | { type: 'adopt'; path: string }
  /** Makes an empty file ready. */
  | { type: 'supply' }
  | { type: 'stop' }

export type FromFoldThread =
  | { type: 'started' }
  | { type: 'supplied'; path: string }
  | { type: 'opened'; path: string }
  /** Done with a file; of a damaged one, as far as it could be read. */
  | { type: 'folded'; path: string; clicks: number }
  /** A file was damaged and is kept under this path. */
  | { type: 'damaged'; path: string; error: string }
  /** So many turns of clicks in a file whose process died cannot be trusted, and are left out. */
  | { type: 'torn'; path: string; turns: number }
  | { type: 'failed'; what: string; error: string }
  /** The clock on the wall jumped by so many milliseconds. */
  | { type: 'clock-jumped'; ms: number }
  | { type: 'kept-house'; clicks: number; links: number }
  | { type: 'stopped' }

declare const self: Worker
const MINUTE = 60_000
const FIRST_RETRY = 250
const LAST_RETRY = 10_000
const SUPPLY_AGAIN_AFTER = 1_000

const tell = (message: FromFoldThread) => self.postMessage(message)
const fail = (what: string, error: unknown) => tell({ type: 'failed', what, error: String(error) })
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

const STOP = 'stop'
const stopping = Promise.withResolvers<typeof STOP>()

/** The store is away and the server stops: what is left waits on disk for the next start. */
class GaveUp extends Error {}
let hasGivenUp = false

function giveUp(): never {
  hasGivenUp = true
  throw new GaveUp()
}

/** Whether an error says that a store does not answer, as its engine puts it. */
function isAway(error: unknown): boolean {
  const { code } = error as { code?: string }
  return code === 'unavailable' || code?.startsWith('08') === true
}

/** Waits before the next try; a server that stops does not wait for a store that is away. Whether that was so. */
async function isCutShort(error: unknown, ms: number): Promise<boolean> {
  if (isAway(error)) return (await Promise.race([stopping.promise, pause(ms)])) === STOP
  await pause(ms)
  return false
}

/**
 * Tries until it works: what has to be folded waits on disk meanwhile, and nothing is lost. Where the server stops and the
 * store is away, once more and no longer.
 */
async function insist<T>(what: string, attempt: () => Promise<T>): Promise<T> {
  let isLast = false
  for (let wait = FIRST_RETRY; ; wait = Math.min(wait * 2, LAST_RETRY)) {
    try {
      const result = await attempt()
      backlog.succeeded()
      return result
    } catch (error) {
      if (isLast && isAway(error)) return giveUp()
      backlog.failed()
      fail(what, error)
      isLast = await isCutShort(error, wait)
    }
  }
}

/** Makes an empty file. Where the disk is full it is tried again later. */
function supply(): void {
  try {
    tell({ type: 'supplied', path: makeSpoolFile(spoolFolder) })
  } catch (error) {
    fail('supply', error)
    setTimeout(supply, SUPPLY_AGAIN_AFTER)
  }
}

/** What cannot be made compact stays as it is until it is folded. */
function tidy(path: string): void {
  try {
    settleSpoolFile(path)
    tell({ type: 'opened', path })
  } catch (error) {
    fail('tidy', error)
  }
}

let spoolFolder = ''
const backlog = new Backlog({ tidy, supply, later: (ms, act) => setTimeout(act, ms) })

/** Collected this often, memory stays small. */
const collectSoon = collector(1_000)

class FoldThread {
  readonly #settings: FoldThreadSettings
  readonly #stores: Stores
  readonly #enrich: ReturnType<typeof enricher>

  constructor(settings: FoldThreadSettings, stores: Stores, enrich: ReturnType<typeof enricher>) {
    this.#settings = settings
    this.#stores = stores
    this.#enrich = enrich
  }

  /** Folds a file that nobody writes. What damage hides of it is left where it can be looked at. */
  async fold(path: string): Promise<void> {
    backlog.begin(path)
    const file = await this.#open(path)
    if (!file) return
    tell({ type: 'opened', path })
    let damage: unknown = null
    const parts = () => {
      damage = null
      return file.parts((error) => {
        damage = error
      })
    }
    const folding = { enrich: this.#enrich, store: this.#stores.clicks, clock }
    const clicks = await insist('fold', () => foldParts(parts(), folding)).finally(() => file.close())
    if (damage === null) deleteSpoolFile(path)
    else this.#setAside(path, damage)
    tell({ type: 'folded', path, clicks })
    collectSoon()
  }

  /** Opens a file, or sets it aside where it is damaged. */
  #open(path: string): Promise<ReturnType<typeof openSpoolFile> | null> {
    return insist('open', async () => {
      try {
        return openSpoolFile(path)
      } catch (error) {
        if (!isDamage(error)) throw error
        this.#setAside(path, error)
        tell({ type: 'folded', path, clicks: 0 })
        return null
      }
    })
  }

  #setAside(path: string, damage: unknown): void {
    tell({ type: 'damaged', path: setAside(path), error: String(damage) })
  }

  async adopt(path: string): Promise<void> {
    await insist('adopt', async () => {
      try {
        const turns = turnsLost(path, settleSpoolFile)
        if (turns > 0) tell({ type: 'torn', path, turns })
      } catch (error) {
        if (!isDamage(error)) throw error
      }
    })
    await this.fold(path)
  }

  async keepHouse(now: number): Promise<void> {
    const household = { ...this.#stores, plans: this.#settings.plans }
    tell({ type: 'kept-house', ...(await keepHouse(household, now)) })
  }

  close = () => this.#stores.close()
}

let thread: FoldThread | null = null
let work: Promise<unknown> = Promise.resolve()

/** One thing at a time, in the order it was asked for. */
function enqueue(what: string, job: () => unknown): void {
  const unlessGivenUp = () => (hasGivenUp ? undefined : job())
  work = work.then(unlessGivenUp).catch((error) => error instanceof GaveUp || fail(what, error))
}

async function start(settings: FoldThreadSettings): Promise<void> {
  const report = (message: string, error: unknown) => fail(message, error)
  const stores = await insist('start', () => openStores(settings, report))
  const enrich = await insist('start', () => openEnricher(settings, stores.clicks))
  const folder = new FoldThread(settings, stores, enrich)
  thread = folder
  const housekeeper = new Housekeeper(
    clock,
    (now) => folder.keepHouse(now),
    (ms) => tell({ type: 'clock-jumped', ms }),
  )
  const look = () => enqueue('housekeeping', () => housekeeper.look())
  look()
  setInterval(look, MINUTE).unref()
  tell({ type: 'started' })
}

async function stop(): Promise<void> {
  await thread?.close().catch((error) => fail('stop', error))
  tell({ type: 'stopped' })
}

self.onmessage = ({ data }: MessageEvent<ToFoldThread>) => {
  if (data.type === 'start') {
    spoolFolder = dataFolder(data.settings.dataDir).spool
    enqueue('start', () => start(data.settings))
  }
  if (data.type === 'fold') {
    backlog.add(data.path)
    enqueue('fold', () => thread?.fold(data.path))
  }
  if (data.type === 'adopt') enqueue('adopt', () => thread?.adopt(data.path))
  if (data.type === 'supply') backlog.ask()
  if (data.type === 'stop') {
    stopping.resolve(STOP)
    work = work.then(stop)
  }
}
