/** Hearing from other nodes which links changed. */
import { Client } from 'pg'
import type { LinkChanges } from '../../ports.ts'
import { CONNECTION_LIMITS, LINKS_CHANNEL } from './open.ts'

const TRY_AGAIN_AFTER = 1_000
const ASK_EVERY = 5_000

/** Listens on a connection of its own. While it is away nothing is heard, so when it comes back everything is forgotten. */
export function postgresLinkChanges(url: string, lost: (error: Error) => void): LinkChanges {
  return {
    async watch(changed) {
      let stopped = false
      let client: Client | null = null

      async function listen(): Promise<void> {
        const fresh = new Client({ connectionString: url, ...CONNECTION_LIMITS, query_timeout: 3_000 })
        fresh.on('notification', ({ payload }) => changed(payload || null))
        fresh.on('error', again)
        fresh.on('end', () => again(new Error('The connection that hears of changed links ended.')))
        await fresh.connect()
        await fresh.query(`listen ${LINKS_CHANNEL}`)
        client = fresh
        changed(null)
      }

      function again(error: Error): void {
        const broken = client
        client = null
        if (stopped || !broken) return
        lost(error)
        changed(null)
        broken.end().catch(() => undefined)
        retry()
      }

      function retry(): void {
        setTimeout(() => {
          if (!stopped) listen().catch(retry)
        }, TRY_AGAIN_AFTER).unref()
      }

      /** A cut cable says nothing: only a question that goes unanswered shows it. */
      const asking = setInterval(() => client?.query('select 1').catch(again), ASK_EVERY)
      asking.unref()
      await listen()
      return async () => {
        stopped = true
        clearInterval(asking)
        await client?.end()
      }
    },
  }
}
