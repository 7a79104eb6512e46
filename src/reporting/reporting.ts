/** Statistics read by a thread of their own, from the server's side. */
import { Failure } from '../domain/failure.ts'
import type { Reports } from '../ports/reports.ts'
import type { Report, Stores } from '../stores.ts'
import { startThread } from '../threads.ts'
import type { ReportAnswer, ReportCall } from './report-thread.ts'

/** More calls than this do not wait: who asks is told to come again. */
const MOST_WAITING = 256
/** So few totals are read where they are asked for: that is faster than asking the thread. */
const FEW_LINKS = 100

interface Waiting {
  resolve(result: unknown): void
  reject(error: unknown): void
}

const unavailable = (why: string) =>
  new Failure('unavailable', `Statistics cannot be read right now: ${why}. Try again in a moment.`, {
    retryAfter: 5,
  })

/** The thread, started when it is first asked, and again after it broke. */
export class ReportThread {
  readonly #path: string
  readonly #broken: (error: unknown) => void
  #thread: Worker | null = null
  readonly #waiting = new Map<number, Waiting>()
  #calls = 0

  /** Reads the clicks in the file `path`. `broken` hears of it when the thread broke. */
  constructor(path: string, broken: (error: unknown) => void) {
    this.#path = path
    this.#broken = broken
  }

  #start(): Worker {
    const thread = startThread('report')
    thread.onmessage = ({ data }: MessageEvent<ReportAnswer>) => this.#hear(data)
    thread.onerror = (event) => this.#lose(thread, event.message)
    thread.addEventListener('close', () => this.#lose(thread, 'it ended'))
    return thread
  }

  #lose(thread: Worker, why: string): void {
    if (this.#thread !== thread) return
    this.#broken(new Error(why))
    this.close()
  }

  #hear(answer: ReportAnswer): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if ('result' in answer) waiting?.resolve(answer.result)
    else waiting?.reject(Object.assign(new Error(answer.error.message), { code: answer.error.code }))
  }

  #ask(name: keyof Reports, args: unknown[]): Promise<unknown> {
    if (this.#waiting.size >= MOST_WAITING) return Promise.reject(unavailable('too many are being read'))
    this.#thread ??= this.#start()
    const call: ReportCall = { id: ++this.#calls, path: this.#path, name, args }
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject })
      this.#thread?.postMessage(call)
    })
  }

  /** Reports by the thread; those that `here` reads at once are left to it. */
  reports(here: Pick<Reports, 'totals'>): Reports {
    const asked =
      <Name extends keyof Reports>(name: Name) =>
      (...args: Parameters<Reports[Name]>) =>
        this.#ask(name, args) as ReturnType<Reports[Name]>
    const totals = asked('totals')
    const newest = asked('newest')
    let asking: Promise<number> | null = null
    return {
      totals: (links) => (links.length <= FEW_LINKS ? here.totals(links) : totals(links)),
      report: asked('report'),
      page: asked('page'),
      /** Everyone who listens to clicks asks this each second; those who ask at once share an answer. */
      newest() {
        asking ??= newest().finally(() => {
          asking = null
        })
        return asking
      },
      clicksAfter: asked('clicksAfter'),
    }
  }

  /** Ends the thread; who waits is refused (503). */
  close(): void {
    const thread = this.#thread
    this.#thread = null
    for (const { reject } of this.#waiting.values()) reject(unavailable('reading was broken off'))
    this.#waiting.clear()
    thread?.terminate()
  }
}

/** Stores whose statistics are read on a thread of their own, out of the file of clicks at `path`. */
export function withReportThread(opened: Stores, path: string, report: Report): Stores {
  const thread = new ReportThread(path, (error) => report('The thread that reads statistics broke.', error))
  return {
    ...opened,
    clicks: { ...opened.clicks, ...thread.reports(opened.clicks) },
    async close() {
      thread.close()
      await opened.close()
    },
  }
}
