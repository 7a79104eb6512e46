/** The installation's secret, in the data folder. */
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { writeWhole } from './durable.ts'
import type { DataFolder } from './folder.ts'

const SHORTEST_SECRET = 32

function keptSecret(folder: DataFolder): string | null {
  if (!existsSync(folder.secret)) return null
  const text = readFileSync(folder.secret, 'utf8').trim()
  return text.length >= SHORTEST_SECRET ? text : null
}

/** The installation's secret: the given one, else the one in the folder, else a new one that is kept there, whole or not at all. */
export function installationSecret(folder: DataFolder, given: string | null): string {
  const known = given ?? keptSecret(folder)
  if (known !== null) return known
  const fresh = randomBytes(32).toString('base64url')
  writeWhole(folder.secret, `${fresh}\n`)
  return fresh
}

/** The secret's file mode where others may read it, or null where all is well. */
export function exposedSecret(folder: DataFolder): number | null {
  if (!existsSync(folder.secret)) return null
  const mode = statSync(folder.secret).mode & 0o777
  return mode & 0o077 ? mode : null
}
