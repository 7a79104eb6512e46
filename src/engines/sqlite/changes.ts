/** Noticing that another process changed the links file. */
import { Database } from 'bun:sqlite'
import type { LinkChanges } from '../../ports.ts'

const LOOK_EVERY = 50

/** Looks at SQLite's own counter of foreign commits; it does not tell which link changed, so every one is forgotten. */
export function sqliteLinkChanges(path: string): LinkChanges {
  return {
    async watch(changed) {
      const db = new Database(path, { readonly: true })
      const version = db.query<{ data_version: number }, []>('pragma data_version')
      let seen = version.get()?.data_version
      const timer = setInterval(() => {
        const now = version.get()?.data_version
        if (now !== seen) changed(null)
        seen = now
      }, LOOK_EVERY)
      timer.unref()
      return async () => {
        clearInterval(timer)
        db.close()
      }
    },
  }
}
