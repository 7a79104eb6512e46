/** Servers and folders of one test file: gone after each test, whatever became of it. */
import { afterEach, expect } from 'bun:test'
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Finished, FLUXLY, freePort, TestServer } from './server.ts'

/** Where a server keeps its data. */
export const dataOf = (server: TestServer): string => server.env.FLUXLY_DATA_DIR ?? ''

/** The names of the files in a server's spool. */
export const spoolNames = (server: TestServer): string[] => readdirSync(join(dataOf(server), 'spool')).sort()

/** A folder of a test's own that a server left, the settings that name it, and what is known of it. */
type Copy<Left> = Omit<Left, 'server'> & { folder: string; env: { FLUXLY_DATA_DIR: string } }

export interface Stage {
  /** An empty folder. */
  folder(): string
  /**
   * Hands out copies of the folder of a server that is run and ended once, when the first is asked for; by `startServer`,
   * whose folders outlast a test.
   */
  copiesOf<Left extends { server: TestServer }>(leave: () => Promise<Left>): () => Promise<Copy<Left>>
  /** Starts a server on a new folder, or on the one that the settings name, and waits for nothing. */
  begin(env?: Record<string, string>, program?: string): Promise<TestServer>
  /** Starts a server and waits until it serves. */
  start(env?: Record<string, string>, program?: string): Promise<TestServer>
  /** A folder with a user, whose server has ended; the user's key. */
  usedFolder(): Promise<{ folder: string; key: string }>
}

/** Call it once, at the top of a test file. */
export function stage(): Stage {
  const servers = new Set<TestServer>()
  const folders = new Set<string>()

  afterEach(async () => {
    for (const server of servers) await server.end('SIGKILL')
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    servers.clear()
    folders.clear()
  })

  function folder(): string {
    const made = mkdtempSync(join(tmpdir(), 'fluxly-fault-'))
    folders.add(made)
    return made
  }

  const copiesOf: Stage['copiesOf'] = (leave) => {
    let leaving: ReturnType<typeof leave> | null = null
    return async () => {
      leaving ??= leave()
      const { server, ...known } = await leaving
      const copy = folder()
      cpSync(dataOf(server), copy, { recursive: true })
      return { ...known, folder: copy, env: { FLUXLY_DATA_DIR: copy } }
    }
  }

  async function begin(env: Record<string, string> = {}, program = FLUXLY): Promise<TestServer> {
    const port = await freePort()
    const settings = {
      PORT: String(port),
      HOST: '127.0.0.1',
      FLUXLY_URL: `http://127.0.0.1:${port}`,
      FLUXLY_DATA_DIR: env.FLUXLY_DATA_DIR ?? folder(),
      FLUXLY_RATE_LIMIT: '0',
      ...env,
    }
    const server = new TestServer(port, settings, program)
    servers.add(server)
    return server
  }

  const start: Stage['start'] = async (env, program) => (await begin(env, program)).ready()

  async function usedFolder() {
    const server = await start()
    const { key } = await server.user('used@example.com')
    expect(await server.end()).toBe(0)
    return { folder: dataOf(server), key }
  }

  return { folder, copiesOf, begin, start, usedFolder }
}

/** Runs `fluxly serve` where it is expected to refuse; a server that comes up after all is killed in the end. */
export async function refusedServe(env: Record<string, string>, workers = 1): Promise<Finished> {
  const child = Bun.spawn([FLUXLY, 'serve', '--workers', String(workers)], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '/tmp', ...env },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    timeout: 10_000,
    killSignal: 'SIGKILL',
  })
  const [out, err, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { code, out: out.trim(), err: err.trim() }
}

/** All files under a folder. */
export function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
}

/** The files under a folder in which a text stands, byte for byte. */
export async function filesWith(folder: string, text: string): Promise<string[]> {
  const found: string[] = []
  for (const path of filesUnder(folder)) {
    const bytes = await Bun.file(path).bytes()
    if (Buffer.from(bytes).includes(text)) found.push(path)
  }
  return found
}
