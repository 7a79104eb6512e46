/** `fluxly verify` */
import { dataFolder } from '../engines/sqlite/folder.ts'
import { isServed } from '../engines/sqlite/folder-locks.ts'
import { spoolFiles } from '../engines/sqlite/spool-files.ts'
import { type Command, note, say, withStores } from './command.ts'

export const verifyCommand: Command = {
  usage: 'verify',
  summary: 'proves that every counter equals the sum of its clicks; exit 1 where one does not',
  async run(_, config) {
    const { clicks, links, discrepancies } = await withStores(config, (stores) => stores.clicks.verify())
    const folder = dataFolder(config.dataDir)
    if (!isServed(folder) && spoolFiles(folder.spool).length > 0)
      note('The last server left clicks in the spool; they are counted when the next one starts.')
    for (const discrepancy of discrepancies) say(discrepancy)
    if (discrepancies.length > 0) {
      note(`${discrepancies.length} counters do not equal the sum of their clicks.`)
      return 1
    }
    say(`Every counter equals the sum of its clicks: ${clicks} clicks on ${links} links.`)
    return 0
  },
}
