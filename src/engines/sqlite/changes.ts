/** Noticing that another process changed the links file. */
import { Database } from 'bun:sqlite'
import type { LinkChanges } from '../../ports/link-changes.ts'

const LOOK_EVERY = 50

/**
 * Looks at SQLite's own counter of commits, which costs nearly nothing, and where that moved at ours of changed links. It
 * does not tell which one changed, so every one is forgotten.
 */
export function sqliteLinkChanges(path: string): LinkChanges {
  return {
    async watch({ changed }) {
      const db = new Database(path, { readonly: true })
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
