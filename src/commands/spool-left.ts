/** Clicks that a server that is gone has left in the spool. */
import type { Config } from '../config/config.ts'
import type { DataFolder } from '../engines/sqlite/folder.ts'
import { spoolFiles } from '../engines/sqlite/spool-files.ts'
import { openLog } from '../log.ts'
import { Folding } from '../spool/folding.ts'
import { CommandFailed } from './command.ts'

const PATIENCE = 600_000

/** Folds them as the next start would. The folder has to be locked. */
export async function foldWhatIsLeft(config: Config, { spool }: DataFolder): Promise<void> {
  if (spoolFiles(spool).length === 0) return
  const folding = new Folding(config, await openLog(config.logLevel))
  folding.begin()
  if (!(await folding.stop(PATIENCE)))
    throw new CommandFailed(`The clicks in ${spool} could not be counted; the log says why. Then try again.`)
}
