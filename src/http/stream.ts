/** Bodies that are written as they are read, however long they get. */
import { setImmediate } from 'node:timers/promises'

/**
 * A body made of texts; the next one is made when the client has room for it, and none once it is gone. Between two of
 * them other requests are answered.
 */
export function textStream(parts: AsyncIterable<string>): ReadableStream<Uint8Array> {
  const source = parts[Symbol.asyncIterator]()
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      await setImmediate()
      const { done, value } = await source.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await source.return?.()
    },
  })
}
