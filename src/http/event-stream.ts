/** Server-sent events: a body that goes on until something ends it. */
import { NO_STORE } from './problem.ts'

const encoder = new TextEncoder()

/** Resolves after a time, or when the signal says so. */
export function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      ended.removeEventListener('abort', finish)
      done()
    }
    if (ended.aborted) finish()
    else ended.addEventListener('abort', finish)
  })
}

/**
 * One that is over when any of several others is, or after a time, or when it is told. What it listens to lives longer
 * than itself, so it stops listening.
 */
export function endOf(signals: AbortSignal[], after: number): AbortController {
  const over = new AbortController()
  const end = () => over.abort()
  const timer = setTimeout(end, after)
  for (const signal of signals) signal.addEventListener('abort', end)
  over.signal.addEventListener('abort', () => {
    clearTimeout(timer)
    for (const signal of signals) signal.removeEventListener('abort', end)
  })
  if (signals.some(({ aborted }) => aborted)) queueMicrotask(end)
  return over
}

/** An answer that sends texts as they come, no faster than they are taken, until `over`. What breaks ends it as well. */
export function eventAnswer(texts: AsyncIterator<string>, over: AbortController): Response {
  let cancelled = false
  const body = new ReadableStream<Uint8Array>({
    start(stream) {
      over.signal.addEventListener('abort', () => {
        if (!cancelled) stream.close()
      })
    },
    async pull(stream) {
      const next = await texts.next().catch(() => ({ done: true, value: '' }))
      if (over.signal.aborted) return
      if (next.done) over.abort()
      else stream.enqueue(encoder.encode(next.value))
    },
    cancel() {
      cancelled = true
      over.abort()
    },
  })
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': NO_STORE, 'X-Accel-Buffering': 'no' },
  })
}
