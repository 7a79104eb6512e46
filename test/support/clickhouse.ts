/**
 * A real ClickHouse for tests: its engine comes from npm (chdb) and runs in a process of its own, on a free port of this
 * machine, behind the HTTP interface that the official client speaks. It ends with the tests.
 *
 * One for a test file, with a database for each test:
 *     const url = await newClickHouseDatabase()      // http://127.0.0.1:PORT/fluxly_1
 * One that a test can stop, kill and start again on the same port, with everything it stored:
 *     const clickhouse = await startClickHouse()
 *     clickhouse.url('clicks') · await clickhouse.kill() · await clickhouse.restart() · await clickhouse.stop()
 */
import { join } from 'node:path'
import { scratchFolder } from './server.ts'

type Child = Bun.Subprocess<'pipe', 'pipe', 'inherit'>

const PROGRAM = join(import.meta.dir, 'clickhouse-server.ts')

const started = new Set<TestClickHouse>()

async function firstLine(child: Child): Promise<string> {
  let text = ''
  const decoder = new TextDecoder()
  for await (const part of child.stdout) {
    text += decoder.decode(part, { stream: true })
    if (text.includes('\n')) return text.trim()
  }
  throw new Error(`ClickHouse ended with ${await child.exited}.`)
}

export class TestClickHouse {
  readonly #folder = join(scratchFolder(), 'clickhouse')
  #port = 0
  #child: Child | null = null

  /** Its process; 0 where it was never started. */
  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** The URL of a database. */
  url(database = 'default'): string {
    return `http://127.0.0.1:${this.#port}/${database}`
  }

  /** Starts it where it is not running, on the same port and with what it stored. */
  async restart(): Promise<this> {
    if (this.#child && !this.#child.killed && this.#child.exitCode === null) return this
    const child = Bun.spawn([process.execPath, PROGRAM, this.#folder, String(this.#port)], {
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'inherit',
    })
    this.#child = child
    started.add(this)
    this.#port = Number(await firstLine(child))
    return this
  }

  /** Ends it as it wants to end. */
  async stop(): Promise<void> {
    await this.#child?.stdin.end()
    await this.#child?.exited
  }

  /** Ends it with `kill -9`. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL')
    await this.#child?.exited
  }

  /** Runs a statement in a database; what it answers, as text. */
  async run(statement: string, database = 'default'): Promise<string> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/?database=${database}`, {
      method: 'POST',
      body: statement,
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(text)
    return text.trim()
  }
}

/** Starts a new, empty ClickHouse. */
export const startClickHouse = (): Promise<TestClickHouse> => new TestClickHouse().restart()

let running: Promise<TestClickHouse> | null = null
let databases = 0

/** The URL of a new, empty database, on one server for a test file. */
export async function newClickHouseDatabase(): Promise<string> {
  running ??= startClickHouse()
  const clickhouse = await running
  const name = `fluxly_${++databases}`
  await clickhouse.run(`create database ${name} engine = Atomic`)
  return clickhouse.url(name)
}

/** Ends every one that was started, whatever became of its test. */
export async function stopClickHouse(): Promise<void> {
  for (const clickhouse of started) await clickhouse.kill()
  started.clear()
  running = null
}
