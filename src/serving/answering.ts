/** Answering requests: the app behind a port, in the one process of a small server or in each worker of a large one. */
import { app } from '../app.ts'
import type { Config } from '../config/config.ts'
import { argon2idPasswords } from '../engines/bun/passwords.ts'
import { DiskWatch } from '../engines/sqlite/durable.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { installationSecret } from '../engines/sqlite/secret.ts'
import type { Metrics } from '../http/operations.ts'
import type { Limits } from '../ports/limits.ts'
import type { Log } from '../ports/log.ts'
import type { Mailer } from '../ports/mail.ts'
import type { ClickSpool } from '../ports/spool.ts'
import type { Stores } from '../stores.ts'
import { systemClock, systemRandom } from '../system.ts'
import { findAssets } from './assets.ts'
import { attempt, PATIENCE } from './serving.ts'

export interface AnsweringParts {
  config: Config
  log: Log
  stores: Stores
  spool: ClickSpool
  mailer: Mailer
  limits: Limits
  metrics: Metrics
  /** How many processes answer on the port. */
  processes: number
}

export interface Answering {
  port: number
  /** Forgets what is remembered of a slug, or of all. */
  linksChanged(slug: string | null): void
  /** Says that it is not ready, goes on for the time set for that, then answers what is under way and nothing more. */
  stop(): Promise<void>
}

/** Answers requests on the port. Throws where it cannot be had. */
export async function answerRequests(parts: AnsweringParts): Promise<Answering> {
  const { config, stores, processes } = parts
  let ready = false
  const disk = new DiskWatch(config.dataDir)
  const readiness = () => {
    if (!ready) return 'not ready'
    return disk.takesFiles ? 'ready' : 'degraded'
  }
  const stopping = new AbortController()
  const { routes, fallback, broken, news } = app({
    ...parts,
    secret: installationSecret(dataFolder(config.dataDir), config.secret),
    built: await findAssets(),
    passwords: argon2idPasswords(processes),
    clock: systemClock,
    random: systemRandom,
    readiness,
    stopping: stopping.signal,
  })
  const unwatch = await stores.changes.watch(news)
  const listen = () =>
    Bun.serve({
      port: config.port,
      hostname: config.host,
      routes,
      fetch: fallback,
      error: broken,
      development: false,
      reusePort: processes > 1,
      idleTimeout: 60,
      maxRequestBodySize: 1 << 20,
    })
  const server = await attempt(listen, unwatch)
  ready = true

  async function stop(): Promise<void> {
    ready = false
    if (config.drainSeconds > 0) await Bun.sleep(config.drainSeconds * 1000)
    stopping.abort()
    await Promise.race([server.stop(false), Bun.sleep(PATIENCE)])
    await unwatch()
  }
  return { port: server.port ?? config.port, linksChanged: (slug) => news.changed(slug), stop }
}
