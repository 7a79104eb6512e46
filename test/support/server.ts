/** Real servers for tests: the command line as a user runs it, on free ports of this machine, ended with the test. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { PlanName } from '../../src/domain/plan.ts'
import { makeNewcomer, type TestUser } from './newcomers.ts'

const ROOT = join(import.meta.dir, '../..')

/** Fluxly from its source. */
export const SOURCE = join(ROOT, 'bin/fluxly')

/** What tests run: the program that FLUXLY_TEST_PROGRAM names, as `npm test` does with the one it has built, or the source. */
export const FLUXLY = resolve(ROOT, process.env.FLUXLY_TEST_PROGRAM ?? SOURCE)

export type { TestUser } from './newcomers.ts'

type Environment = Record<string, string>

/** A port that nothing listens on. */
export function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer()
    probe.once('error', fail)
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address()
      probe.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

const folders = new Set<string>()

/** An empty folder that is removed after the tests. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fluxly-test-'))
  folders.add(folder)
  return folder
}

const cleanEnvironment = (env: Environment): Environment => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '/tmp',
  ...env,
})

export interface Finished {
  code: number
  out: string
  err: string
}

/** Runs a command to its end. */
export async function fluxly(
  args: string[],
  env: Environment,
  input = '',
  program = FLUXLY,
): Promise<Finished> {
  const child = Bun.spawn([program, ...args], {
    env: cleanEnvironment(env),
    stdin: Buffer.from(input),
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}

const running = new Set<TestServer>()

/** One process starts in half the time; FLUXLY_TEST_WORKERS=2 runs every test on two workers. */
let workers = Number(process.env.FLUXLY_TEST_WORKERS ?? 1)

/** From now on servers are started with so many workers; how many it were before. */
export function setWorkers(count: number): number {
  const before = workers
  workers = count
  return before
}

/** Ends every server that a failed test left running, and removes every folder. */
export async function cleanUp(): Promise<void> {
  for (const server of running) await server.end('SIGKILL')
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

/** The processes that a process started. */
export function childrenOf(pid: number): number[] {
  const { stdout } = Bun.spawnSync(['pgrep', '-P', String(pid)])
  return stdout.toString().split('\n').filter(Boolean).map(Number)
}

/** Whether a process does anything still. One that has ended and waits for the system to take note, for seconds in some containers, does not. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch (error) {
    return (error as { code?: string }).code === 'ENOENT' && process.platform !== 'linux'
  }
}

export class TestServer {
  readonly url: string
  readonly port: number
  readonly env: Environment
  readonly program: string
  readonly workers: number
  child: Bun.Subprocess<'ignore', 'inherit', 'pipe'>
  /** Everything the server logged. */
  log = ''

  constructor(port: number, env: Environment, program = FLUXLY, count = workers) {
    this.workers = count
    this.port = port
    this.env = env
    this.program = program
    this.url = `http://127.0.0.1:${port}`
    this.child = this.#spawn()
  }

  #spawn() {
    const child = Bun.spawn([this.program, 'serve', '--workers', String(this.workers)], {
      env: cleanEnvironment(this.env),
      stdin: 'ignore',
      stdout: 'inherit',
      stderr: 'pipe',
    })
    this.#listen(child.stderr)
    running.add(this)
    return child
  }

  async #listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder()
    for await (const part of stream) this.log += decoder.decode(part, { stream: true })
  }

  /** Resolves when `/readyz` says so; throws with the log where the server ends instead. */
  async ready(): Promise<this> {
    for (;;) {
      const answer = await fetch(`${this.url}/readyz`).catch(() => null)
      if (answer?.status === 200) return this
      if (this.child.exitCode !== null)
        throw new Error(`The server ended with ${this.child.exitCode}:\n${this.log}`)
      await Bun.sleep(10)
    }
  }

  /** Starts the same server again after it ended. */
  async restart(): Promise<this> {
    this.child = this.#spawn()
    return this.ready()
  }

  /** Stops the first process in the middle of what it does: it starts no worker any more. Those that it has. */
  freeze(): number[] {
    this.child.kill('SIGSTOP')
    return childrenOf(this.child.pid)
  }

  /** Ends the process with a signal; its exit code. */
  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number> {
    const workers = signal === 'SIGKILL' && this.workers > 1 ? this.freeze() : []
    this.child.kill(signal)
    const code = await this.child.exited
    running.delete(this)
    // Workers end a moment after their supervisor was killed.
    await eventually(async () => (workers.some(isRunning) ? null : true))
    return code
  }

  /** Runs a command on this server's data. */
  command(...args: string[]): Promise<Finished> {
    return fluxly(args, this.env)
  }

  /** Makes a user and a key for them. */
  user(email: string, plan: PlanName = 'full_stack'): Promise<TestUser> {
    return makeNewcomer(this.env, email, plan)
  }

  /** Calls the API with a key and, where given, a JSON body. */
  api(
    key: string,
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(this.url + path, {
      method,
      headers: {
        Authorization: `Bearer ${key}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  }

  /** Follows a short URL one step. */
  visit(slug: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> {
    return fetch(`${this.url}/r/${slug}`, { method, headers, redirect: 'manual' })
  }
}

/** Starts a server on a new data folder and a free port. */
export async function startServer(env: Environment = {}): Promise<TestServer> {
  const port = Number(env.PORT ?? (await freePort()))
  const settings = {
    PORT: String(port),
    HOST: '127.0.0.1',
    FLUXLY_URL: `http://127.0.0.1:${port}`,
    FLUXLY_DATA_DIR: scratchFolder(),
    ...env,
  }
  return new TestServer(port, settings).ready()
}

/** Asks again until `look` gives something other than null; for what the server promises to show within seconds. */
export async function eventually<T>(look: () => Promise<T | null>, patience = 10_000): Promise<T> {
  const end = performance.now() + patience
  for (;;) {
    const seen = await look()
    if (seen !== null) return seen
    if (performance.now() > end) throw new Error('It was not seen in time.')
    await Bun.sleep(25)
  }
}
