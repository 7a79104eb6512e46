/** `fluxly spool ship` */
import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseRefused } from '../engines/sql/refused.ts'
import { dataFolder } from '../engines/sqlite/folder.ts'
import { spoolFiles } from '../engines/sqlite/spool-files.ts'
import { openEnricher } from '../spool/enriching.ts'
import { NotShipped, type Shipped, type Shipping, shipFile } from '../spool/shipping.ts'
import { type Command, CommandFailed, note, say, UsageError, withStores } from './command.ts'

/** The files that a word names: itself, or those of a folder, or of the spool in a data folder. */
function filesOf(word: string): string[] {
  const path = resolve(word)
  if (!existsSync(path)) throw new CommandFailed(`There is no ${path}.`)
  if (!statSync(path).isDirectory()) return [path]
  const { spool } = dataFolder(path)
  return spoolFiles(existsSync(spool) ? spool : path)
}

/** Why a file could not be shipped. */
function reason(error: unknown): string {
  const { code = '', message } = error as { code?: string; message: string }
  if (error instanceof NotShipped || error instanceof DatabaseRefused) return message
  if (/^SQLITE_(READONLY|CANTOPEN|IOERR|PERM)/.test(code))
    return `it cannot be read and written (${message}); copy it, with its -wal, to where it can`
  return `${message}; what was counted of it is not counted again`
}

const clicks = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'click' : 'clicks'}`

function describe(path: string, { folded, before, lost, aside }: Shipped): string {
  const earlier = before > 0 ? `, ${clicks(before)} had been counted before` : ''
  const gone = lost > 0 ? `; its log is damaged, the clicks of ${lost} turns are lost` : ''
  const now =
    aside === null ? 'the file is deleted' : `it is damaged; what could not be read is kept in ${aside}`
  return `${path}: ${clicks(folded)} counted${earlier}${gone}; ${now}.`
}

/** Ships one file after the other, and says what became of each. Whether all are counted whole. */
async function shipAll(paths: string[], shipping: Shipping): Promise<boolean> {
  let areWhole = true
  for (const path of paths) {
    try {
      const shipped = await shipFile(path, shipping)
      say(describe(path, shipped))
      areWhole &&= shipped.aside === null && shipped.lost === 0
    } catch (error) {
      note(`${path} is left as it is: ${reason(error)}.`)
      areWhole = false
    }
  }
  return areWhole
}

export const spoolShipCommand: Command = {
  usage: 'spool ship FILE…',
  summary:
    'counts the clicks in spool files, or folders of them, of a node that is gone for good, and deletes them',
  async run({ words }, config) {
    if (words.length === 0) throw new UsageError('FILE is missing.')
    const paths = words.flatMap(filesOf)
    if (paths.length === 0) say('There are no spool files.')
    const areWhole = await withStores(config, async ({ clicks: store }) =>
      shipAll(paths, { store, enrich: await openEnricher(config, store) }),
    )
    return areWhole ? 0 : 1
  },
}
