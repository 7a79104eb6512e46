/**
 * A map that remembers what was used lately and never holds more than twice its capacity.
 * Two generations: new and used entries live in the young one; when it is full it becomes the old one,
 * and what the old one still held is forgotten. Costs the same per call at any size. Entries count as one, or as what
 * they weigh.
 */
export class RecentMap<K, V> {
  #young = new Map<K, V>()
  #old = new Map<K, V>()
  readonly #capacity: number
  readonly #weigh: (key: K, value: V) => number
  /** Of the young ones. */
  #weight = 0

  constructor(capacity: number, weigh: (key: K, value: V) => number = () => 1) {
    this.#capacity = capacity
    this.#weigh = weigh
  }

  /** Whether it was full: it holds what another entry may have to make room for. */
  get isCrowded(): boolean {
    return this.#old.size > 0
  }

  get(key: K): V | undefined {
    const young = this.#young.get(key)
    if (young !== undefined) return young
    const old = this.#old.get(key)
    if (old !== undefined) this.set(key, old)
    return old
  }

  set(key: K, value: V): void {
    this.#removeYoung(key)
    const weight = this.#weigh(key, value)
    if (this.#weight > 0 && this.#weight + weight > this.#capacity) {
      this.#old = this.#young
      this.#young = new Map()
      this.#weight = 0
    }
    this.#young.set(key, value)
    this.#weight += weight
  }

  #removeYoung(key: K): void {
    const known = this.#young.get(key)
    if (known === undefined) return
    this.#weight -= this.#weigh(key, known)
    this.#young.delete(key)
  }

  delete(key: K): void {
    this.#removeYoung(key)
    this.#old.delete(key)
  }

  /** What it holds, the longest unused first. */
  *entries(): Generator<[K, V]> {
    for (const entry of this.#old) if (!this.#young.has(entry[0])) yield entry
    yield* this.#young
  }

  clear(): void {
    this.#young.clear()
    this.#old.clear()
    this.#weight = 0
  }
}
