/** Changes of the links file: counted in it, and noticed by other processes. */
import { sql, type Transaction } from 'kysely'
import type { LinkChanges } from '../../ports/link-changes.ts'
import { openReader } from './reader.ts'

const LOOK_EVERY = 50
const MOST_CHANGES = 2 ** 31

/** Counts a change of links in the file's header, with the transaction that made it; {@link sqliteLinkChanges} looks there. */
export async function countChange<Schema>(tx: Transaction<Schema>): Promise<void> {
  const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(tx)
  const next = ((rows[0]?.user_version ?? 0) + 1) % MOST_CHANGES
  await sql`pragma user_version = ${sql.lit(next)}`.execute(tx)
}

/**
 * Looks at SQLite's own counter of commits, which costs nearly nothing, and where that moved at ours of changed links. It
 * does not tell which one changed, so every one is forgotten.
 */
export function sqliteLinkChanges(path: string): LinkChanges {
  return {
    async watch({ changed }) {
      const db = openReader(path)
      const version = db.query<{ data_version: number }, []>('pragma data_version')
      const changes = db.query<{ user_version: number }, []>('pragma user_version')
      let seen = version.get()?.data_version
      let counted = changes.get()?.user_version
      function look(): void {
        const now = version.get()?.data_version
        if (now === seen) return
        seen = now
        const count = changes.get()?.user_version
        if (count !== counted) changed(null)
        counted = count
      }
      const timer = setInterval(look, LOOK_EVERY)
      timer.unref()
      return async () => {
        clearInterval(timer)
        db.close()
      }
    },
  }
}
