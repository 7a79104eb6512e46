/** Threads beside the event loop that answers: how one is started, and how its memory stays small. */

/** Where each begins. An executable knows these files by their paths below this folder, as `npm run build` names them. */
const BEGINNINGS = { fold: './spool/fold-thread.ts', report: './reporting/report-thread.ts' }

/** Starts a thread; it waits for messages. */
export const startThread = (name: keyof typeof BEGINNINGS): Worker =>
  new Worker(new URL(BEGINNINGS[name], import.meta.url).href, { smol: true })

/**
 * Makes a function that has a thread's memory collected so many milliseconds later, once for all who ask until then: its
 * work leaves much behind that the runtime is in no hurry to collect.
 */
export function collector(after: number): () => void {
  let isWaiting = false
  return () => {
    if (isWaiting) return
    isWaiting = true
    setTimeout(() => {
      isWaiting = false
      Bun.gc(true)
    }, after)
  }
}
