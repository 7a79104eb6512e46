/** What a server has in common, in one process and in many: how it begins, and how it ends. */
import { ownerToken } from '../actions/sign-up.ts'
import type { Config } from '../config/config.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { installationSecret } from '../engines/sqlite/secret.ts'
import type { Log } from '../ports/log.ts'
import type { Users } from '../ports/users.ts'

export interface Serving {
  /** Ends the server: refuses nothing that is under way, folds the last clicks. */
  stop(): Promise<void>
}

/** How long open requests may take to end, and then the last clicks to be folded, in milliseconds. */
export const PATIENCE = 10_000

/** Does something; where it throws, what was begun before is undone. */
export async function attempt<T>(act: () => T | Promise<T>, undo: () => unknown): Promise<T> {
  try {
    return await act()
  } catch (error) {
    await undo()
    throw error
  }
}

/** Says how the first user can be made, while there is none. A server that serves does not end because that cannot be asked. */
export async function inviteOwner(config: Config, users: Pick<Users, 'any'>, log: Log): Promise<void> {
  if (await users.any().catch(() => true)) return
  const secret = installationSecret(dataFolder(config.dataDir), config.secret)
  log.info(
    {},
    `there is no user yet; this link makes the owner of this server, once: ${config.url}/setup?token=${ownerToken(secret)}`,
  )
}

/** Says how the server ended. */
export function sayGoodbye(log: Log, empty: boolean): void {
  if (empty) log.info({}, 'Fluxly has stopped; every click is folded')
  else log.warn({}, 'Fluxly has stopped; the clicks left in the spool are folded at the next start')
}
