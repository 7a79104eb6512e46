/** Threads beside the event loop that answers: how one is started, and how its memory stays small. */

/** Where each begins. An executable knows these files by their paths below this folder, as `npm run build` names them. */
const BEGINNINGS = { fold: './spool/fold-thread.ts', report: './reporting/report-thread.ts' }

/** Starts a thread; it waits for messages. */
export const startThread = (name: keyof typeof BEGINNINGS): Worker =>
  new Worker(new URL(BEGINNINGS[name], import.meta.url).href, { smol: true })

/**
 * Makes a function that has a thread's memory collected, at most once in so many milliseconds: at once where it was not
 * lately, else when that time is over. Called when work is done and its results are let go of, it finds the most to collect;
 * the runtime itself is in no hurry.
 */
export function collector(every: number): () => void {
  let next = performance.now() + every
  let isWaiting = false
  function collect(): void {
    isWaiting = false
    next = performance.now() + every
    Bun.gc(true)
  }
  return () => {
    if (isWaiting) return
    const wait = next - performance.now()
    if (wait <= 0) return collect()
    isWaiting = true
    setTimeout(collect, wait)
  }
}
