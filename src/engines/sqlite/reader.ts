/** Connections that only read. */
import { Database } from 'bun:sqlite'

/**
 * Opens a database to read it; the file has to be there. It waits while another process has the file to itself, as the
 * last one to close it does for a moment.
 */
export function openReader(path: string): Database {
  const db = new Database(path, { readonly: true, strict: true })
  db.run('pragma busy_timeout = 10000')
  db.run('pragma temp_store = memory')
  return db
}
