/**
 * The spool while folding does not get on, because its store is away or slow. A file that was written click by click is mostly
 * empty pages, and its writer holds it open: files that wait are made compact and let go of. New ones are made seldom then.
 */

export interface BacklogActions {
  /** Makes a sealed file compact, and has its writer let go of it. */
  tidy(path: string): void
  /** Makes an empty file for the writer that asked first. */
  supply(): void
  /** Calls back after so many milliseconds. */
  later(ms: number, act: () => void): void
}

/** So many sealed files may stay open with their writers. */
const MOST_OPEN = 8
/** While folding is stuck a file is written for so many milliseconds. */
const SUPPLY_EVERY = 10_000

export class Backlog {
  readonly #actions: BacklogActions
  /** Sealed files that are still open with their writers, in their order. */
  readonly #open = new Set<string>()
  #isStuck = false
  /** Empty files that were asked for and are not made yet. */
  #owed = 0

  constructor(actions: BacklogActions) {
    this.#actions = actions
  }

  /** A file waits to be folded. */
  add(path: string): void {
    this.#open.add(path)
    if (this.#isStuck || this.#open.size > MOST_OPEN) this.#tidyAll()
  }

  /** A file is being folded. */
  begin(path: string): void {
    this.#open.delete(path)
  }

  /** Folding failed, and is going to be tried again. */
  failed(): void {
    this.#isStuck = true
    this.#tidyAll()
  }

  /** Folding got on. */
  succeeded(): void {
    this.#isStuck = false
    while (this.#owed > 0) this.#supplyOne()
  }

  /** A writer asks for an empty file. */
  ask(): void {
    this.#owed++
    if (!this.#isStuck) this.#supplyOne()
    else this.#actions.later(SUPPLY_EVERY, () => this.#supplyOne())
  }

  #supplyOne(): void {
    if (this.#owed === 0) return
    this.#owed--
    this.#actions.supply()
  }

  #tidyAll(): void {
    for (const path of this.#open) this.#actions.tidy(path)
    this.#open.clear()
  }
}
