/** argon2id, as the runtime brings it, on its thread pool. */
import { availableParallelism } from 'node:os'
import { Failure } from '../../domain/failure.ts'
import type { Passwords } from '../../ports/passwords.ts'

/** OWASP's first choice for argon2id: 19 MiB, two passes (https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html). */
const ARGON2ID = { algorithm: 'argon2id', memoryCost: 19_456, timeCost: 2 } as const
const LONGEST_QUEUE = 50

/** At most so many at a time, so that hashing leaves the processor to redirects; at most 50 more wait. */
class Turnstile {
  readonly #width: number
  #inside = 0
  readonly #waiting: (() => void)[] = []

  constructor(width: number) {
    this.#width = width
  }

  async pass<T>(run: () => Promise<T>): Promise<T> {
    if (this.#inside >= this.#width) await this.#wait()
    else this.#inside++
    try {
      return await run()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#inside--
    }
  }

  #wait(): Promise<void> {
    if (this.#waiting.length >= LONGEST_QUEUE)
      throw new Failure(
        'rate_limited',
        'Too many passwords are being checked right now. Try again in a moment.',
        { retryAfter: 1 },
      )
    return new Promise((enter) => this.#waiting.push(enter))
  }
}

/** Passwords hashed with argon2id, by so many processes of one machine. */
export function argon2idPasswords(processes = 1): Passwords {
  const turnstile = new Turnstile(Math.max(1, Math.floor((availableParallelism() - 1) / processes)))
  return {
    hash: (password) => turnstile.pass(() => Bun.password.hash(password, ARGON2ID)),
    async verify(password, hash) {
      if (password === '') return false
      return turnstile.pass(() => Bun.password.verify(password, hash))
    },
  }
}
