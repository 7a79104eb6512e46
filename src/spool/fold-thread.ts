/**
 * The thread beside the event loop that answers: it folds what the spool hands over, makes spool files ready, and
 * keeps house. It is told of sealed files and tells what became of them.
 */
import { MINUTE } from '../domain/moment.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import {
  deleteSpoolFile,
  isDamage,
  makeSpoolFile,
  openSpoolFile,
  setAside,
  settleSpoolFile,
  turnsLost,
} from '../engines/sqlite/spool-files.ts'
import type { enricher } from '../pipeline/enrich.ts'
import { foldParts } from '../pipeline/fold.ts'
import { Housekeeper } from '../pipeline/housekeeper.ts'
import { keepHouse } from '../pipeline/housekeeping.ts'
import { openStores, type Stores } from '../stores.ts'
import { systemClock as clock } from '../system.ts'
import { collector } from '../threads.ts'
import { Backlog } from './backlog.ts'
import { openEnricher } from './enriching.ts'
import type { FoldThreadSettings, FromFoldThread, ToFoldThread } from './fold-messages.ts'
import { FoldWork } from './fold-work.ts'

declare const self: Worker
const SUPPLY_AGAIN_AFTER = 1_000

const tell = (message: FromFoldThread) => self.postMessage(message)
const fail = (what: string, error: unknown) => tell({ type: 'failed', what, error: String(error) })

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

/** What has to be folded waits on disk while it cannot be: nothing is lost. */
const work = new FoldWork({
  gotOn: () => backlog.succeeded(),
  stuck: () => backlog.failed(),
  failed: fail,
})

/** Collected this often, and where a part is folded, memory stays small. */
const collectSoon = collector(500)

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
    const folding = { enrich: this.#enrich, store: this.#stores.clicks, clock, partFolded: collectSoon }
    const clicks = await work.insist('fold', () => foldParts(parts(), folding)).finally(() => file.close())
    if (damage === null) deleteSpoolFile(path)
    else this.#setAside(path, damage)
    tell({ type: 'folded', path, clicks })
  }

  /** Opens a file, or sets it aside where it is damaged. */
  #open(path: string): Promise<ReturnType<typeof openSpoolFile> | null> {
    return work.insist('open', async () => {
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
    await work.insist('adopt', async () => {
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

async function start(settings: FoldThreadSettings): Promise<void> {
  const report = (message: string, error: unknown) => fail(message, error)
  const stores = await work.insist('start', () => openStores({ ...settings, joining: true }, report))
  const enrich = await work.insist('start', () => openEnricher(settings, stores.clicks))
  const folder = new FoldThread(settings, stores, enrich)
  thread = folder
  const housekeeper = new Housekeeper(
    clock,
    (now) => folder.keepHouse(now),
    (ms) => tell({ type: 'clock-jumped', ms }),
  )
  const look = () => work.add('housekeeping', () => housekeeper.look())
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
    work.add('start', () => start(data.settings))
  }
  if (data.type === 'fold') {
    backlog.add(data.path)
    work.add('fold', () => thread?.fold(data.path))
  }
  if (data.type === 'adopt') work.add('adopt', () => thread?.adopt(data.path))
  if (data.type === 'supply') backlog.ask()
  if (data.type === 'stop') work.end(stop)
}
