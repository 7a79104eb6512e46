/**
 * Tells what comes again from what comes once. A small cache that takes in everything pushes out what is wanted again for
 * what never is; one that asks here first keeps it (the doorkeeper of TinyLFU, https://arxiv.org/abs/1512.00727).
 * It keeps one number for each of many places, so that its memory never grows, and forgets by being written over.
 */

/** A power of two: half a megabyte, and far more than a cache turns away between two visits of what it wants. */
const PLACES = 1 << 17

/** FNV-1a: a spread that costs little, of keys that nobody can harm more by than to be let in a visit early. */
function hash(key: string): number {
  let mixed = 0x811c9dc5 | 0
  for (let at = 0; at < key.length; at++) mixed = Math.imul(mixed ^ key.charCodeAt(at), 0x01000193)
  return mixed
}

export class Doorkeeper {
  readonly #places = new Int32Array(PLACES)

  /** Whether a key came before, not long ago. */
  knows(key: string): boolean {
    const number = hash(key)
    const place = (number ^ (number >>> 17)) & (PLACES - 1)
    const known = this.#places[place] === number
    this.#places[place] = number
    return known
  }
}
