/** How far a long command is: a bar that is drawn over itself on a terminal, else a line now and then. */
import type { Clock } from '../ports/clock.ts'

const WIDTH = 24
const DRAW_EVERY = 100
const SAY_EVERY = 10_000
/** Of a terminal that does not say how wide it is. */
const COLUMNS = 80

const number = (n: number) => Math.round(n).toLocaleString('en')

/** `1 min 5 s` */
function duration(seconds: number): string {
  const whole = Math.ceil(seconds)
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`
}

/** The bar, and its share in percent. */
export function bar(done: number, total: number): string {
  const share = total === 0 ? 1 : Math.min(done / total, 1)
  const full = Math.floor(share * WIDTH)
  return `[${'#'.repeat(full)}${'.'.repeat(WIDTH - full)}] ${String(Math.floor(share * 100)).padStart(3)} %`
}

export interface Screen {
  isTTY?: boolean
  columns?: number
  write(text: string): unknown
}

export class Progress {
  readonly #screen: Screen
  readonly #clock: Clock
  readonly #total: number
  readonly #begun: number
  #done = 0
  #what = ''
  #drawnAt: number

  /** Counts up to `total` rows. */
  constructor(screen: Screen, clock: Clock, total: number) {
    this.#screen = screen
    this.#clock = clock
    this.#total = total
    this.#begun = clock.monotonic()
    this.#drawnAt = this.#begun
  }

  /** What is being done now. */
  begin(what: string): void {
    this.#what = what
  }

  add(rows: number): void {
    this.#done += rows
    const now = this.#clock.monotonic()
    if (now - this.#drawnAt < (this.#screen.isTTY ? DRAW_EVERY : SAY_EVERY)) return
    this.#drawnAt = now
    this.#show(this.#line(now))
  }

  /** A line that a terminal had to break could not be drawn over. */
  #show(line: string): void {
    const { isTTY, columns = COLUMNS } = this.#screen
    this.#screen.write(isTTY ? `\r\x1b[2K${line.slice(0, columns - 1)}` : `${line}\n`)
  }

  /** Says how much was done, and how fast. */
  end(): void {
    const seconds = (this.#clock.monotonic() - this.#begun) / 1000
    this.#screen.write(
      `${number(this.#done)} rows in ${seconds.toFixed(1)} s, ${number(this.#done / seconds)} a second.\n`,
    )
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#screen.isTTY) this.#screen.write('\r\x1b[2K')
  }

  #line(now: number): string {
    const speed = this.#done / ((now - this.#begun) / 1000)
    const left = Math.max(this.#total - this.#done, 0) / speed
    const counts = `${number(this.#done)} of ${number(this.#total)} rows, ${number(speed)} a second`
    return `${bar(this.#done, this.#total)}  ${this.#what}: ${counts}, ${duration(left)} left`
  }
}
