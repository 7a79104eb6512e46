/** `fluxly doctor` */
import { Database } from 'bun:sqlite'
import { statfsSync } from 'node:fs'
import type { Config } from '../config/config.ts'
import { assertWhole } from '../engines/sqlite/backup.ts'
import { dataFolder, prepareFolder } from '../engines/sqlite/folder.ts'
import { isServed } from '../engines/sqlite/folder-locks.ts'
import { exposedSecret } from '../engines/sqlite/secret.ts'
import { spoolFiles } from '../engines/sqlite/spool-files.ts'
import { type Command, say, withStores } from './command.ts'

interface Finding {
  ok: boolean
  what: string
}

/** A check: a finding, or what it threw as a bad one. */
type Check = (config: Config) => Promise<Finding> | Finding

const LEAST_FREE = 1e9
const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(1)} GB`

const runtime: Check = () => {
  const db = new Database(':memory:')
  const { version } = db.query<{ version: string }, []>('select sqlite_version() version').get() as {
    version: string
  }
  db.close()
  return { ok: true, what: `Bun ${Bun.version}, SQLite ${version}` }
}

const folder: Check = ({ dataDir }) => {
  prepareFolder(dataFolder(dataDir))
  const disk = statfsSync(dataDir)
  const free = disk.bavail * disk.bsize
  return {
    ok: free > LEAST_FREE,
    what: `The data folder ${dataDir} can be written; ${gigabytes(free)} are free`,
  }
}

const secret: Check = ({ dataDir, secret: given }) => {
  const mode = given === null ? exposedSecret(dataFolder(dataDir)) : null
  if (mode === null) return { ok: true, what: 'The secret is readable by its owner only' }
  return {
    ok: false,
    what: `The secret can be read by others (mode ${mode.toString(8)}): chmod 600 ${dataFolder(dataDir).secret}`,
  }
}

const database: Check = async (config) => {
  const { migrated } = await withStores(config, async (stores) => stores)
  const engine = config.databaseUrl === null ? 'SQLite' : 'PostgreSQL'
  return {
    ok: true,
    what: `${engine} answers and is up to date${migrated.length > 0 ? ` (ran ${migrated.join(', ')})` : ''}`,
  }
}

const clickHouse: Check = async (config) => {
  if (config.clickHouse === null) return { ok: true, what: 'Clicks are kept where links are' }
  const ran = await withStores(config, (stores) => stores.reachClickHouse())
  const names = ran.length > 0 ? ` (ran ${ran.join(', ')})` : ''
  return { ok: true, what: `ClickHouse answers and is up to date${names}` }
}

const files: Check = ({ dataDir, databaseUrl }) => {
  if (databaseUrl !== null) return { ok: true, what: 'PostgreSQL looks after its own files' }
  assertWhole(dataFolder(dataDir).links)
  assertWhole(dataFolder(dataDir).clicks)
  return { ok: true, what: 'The database files are whole' }
}

const spool: Check = ({ dataDir }) => {
  const paths = dataFolder(dataDir)
  const waiting = spoolFiles(paths.spool).length
  if (isServed(paths)) return { ok: true, what: `A server is running; ${waiting} spool files are in use` }
  return {
    ok: true,
    what: waiting === 0 ? 'The spool is empty' : `${waiting} spool files wait for the next server to start`,
  }
}

const address: Check = ({ url }) => {
  const local = /^https?:\/\/(localhost|127\.|\[::1\])/.test(url)
  return {
    ok: true,
    what: local
      ? `Short URLs begin with ${url}, which works on this machine only; set FLUXLY_URL for others`
      : `Short URLs begin with ${url}`,
  }
}

const CHECKS: Check[] = [runtime, folder, secret, database, clickHouse, files, spool, address]

async function examine(check: Check, config: Config): Promise<Finding> {
  try {
    return await check(config)
  } catch (error) {
    return { ok: false, what: (error as Error).message }
  }
}

export const doctorCommand: Command = {
  usage: 'doctor',
  summary: 'looks whether this installation is well; exit 1 where it is not',
  async run(_, config) {
    const findings: Finding[] = []
    for (const check of CHECKS) findings.push(await examine(check, config))
    for (const { ok, what } of findings) say(`${ok ? 'ok  ' : 'BAD '} ${what}`)
    return findings.every(({ ok }) => ok) ? 0 : 1
  },
}
