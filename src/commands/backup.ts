/** `fluxly backup` */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Config } from '../config/config.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { writeBackup } from './backup-file.ts'
import { type Command, CommandFailed, note, requiredWord, requireSqlite, withStores } from './command.ts'

/** Says what is not in a backup where clicks are kept elsewhere. */
function sayWhatIsElsewhere({ clickHouse }: Config): void {
  if (clickHouse !== null)
    note(
      'Clicks and their counters are in ClickHouse and not in this file: back them up with its BACKUP DATABASE, at the same time.',
    )
}

export const backupCommand: Command = {
  usage: 'backup FILE',
  summary: 'writes a backup (tar.gz) of a running or stopped server, without any address of a visitor',
  async run(given, config) {
    requireSqlite(config, 'pg_dump')
    const file = resolve(requiredWord(given, 'The file to write'))
    if (existsSync(file)) throw new CommandFailed(`${file} exists already. Name a new file.`)
    await withStores(config, () => writeBackup(dataFolder(config.dataDir), file))
    note(`${file} is written, ${statSync(file).size.toLocaleString('en')} bytes.`)
    sayWhatIsElsewhere(config)
    return 0
  },
}
