/** Memory of threads: their work leaves much behind that the runtime is in no hurry to collect. */

/** Makes a function that has it collected so many milliseconds later, once for all who ask until then. */
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
