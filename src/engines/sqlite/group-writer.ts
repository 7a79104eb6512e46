/** Writing for many at once: who asks while a transaction runs shares the next one. */
import { type Kysely, sql, type Transaction } from 'kysely'

type Run<Schema, T> = (tx: Transaction<Schema>) => Promise<T>

/** What somebody wants written, and who waits for it. */
interface Job<Schema> {
  /** Writes. What it gives back is called when that is committed. */
  attempt(tx: Transaction<Schema>): Promise<() => void>
  fail(error: unknown): void
}

/** So many share a transaction at most: reads wait for it. */
const MOST = 32

/** A part of a transaction that undoes itself alone where it throws. */
async function inSavepoint<Schema>(tx: Transaction<Schema>, job: Job<Schema>): Promise<() => void> {
  await sql`savepoint job`.execute(tx)
  try {
    return await job.attempt(tx)
  } catch (error) {
    await sql`rollback to job`.execute(tx)
    return () => job.fail(error)
  } finally {
    await sql`release job`.execute(tx)
  }
}

/**
 * Runs writes one after the other, as many as wait in one transaction. Each is undone alone where it throws. Where the
 * transaction itself fails, all in it do.
 */
export class GroupWriter<Schema> {
  readonly #db: Kysely<Schema>
  readonly #waiting: Job<Schema>[] = []
  #isWorking = false

  constructor(db: Kysely<Schema>) {
    this.#db = db
  }

  /** Resolves with what `run` gives when that is committed; rejects with what it throws, and nothing of it stays. */
  write<T>(run: Run<Schema, T>): Promise<T> {
    return new Promise<T>((done, fail) => {
      const attempt = async (tx: Transaction<Schema>) => {
        const result = await run(tx)
        return () => done(result)
      }
      this.#waiting.push({ attempt, fail })
      if (!this.#isWorking) void this.#work()
    })
  }

  async #work(): Promise<void> {
    this.#isWorking = true
    while (this.#waiting.length > 0) await this.#writeTogether(this.#waiting.splice(0, MOST))
    this.#isWorking = false
  }

  async #writeTogether(jobs: Job<Schema>[]): Promise<void> {
    const [only] = jobs
    try {
      const settle = await this.#db.transaction().execute(async (tx) => {
        if (only && jobs.length === 1) return [await only.attempt(tx)]
        const written: (() => void)[] = []
        for (const job of jobs) written.push(await inSavepoint(tx, job))
        return written
      })
      for (const tell of settle) tell()
    } catch (error) {
      for (const job of jobs) job.fail(error)
    }
  }
}
