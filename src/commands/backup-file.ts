/** The file that a backup is: packed from a data folder, and unpacked into one. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { extract, create as pack } from 'tar'
import { assertWhole, copyDatabase, moveDatabase } from '../engines/sqlite/backup.ts'
import { moveWhole, syncFile, syncNames } from '../engines/sqlite/durable.ts'
import type { DataFolder } from '../engines/sqlite/folder.ts'
import { CommandFailed } from './command.ts'

/** A folder beside the data that is removed afterwards, whatever happens. */
async function inScratch<T>(folder: DataFolder, work: (scratch: string) => Promise<T>): Promise<T> {
  const scratch = mkdtempSync(join(folder.path, '.scratch-'))
  try {
    return await work(scratch)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

/**
 * Packs a folder's databases and its secret into a new file. Clicks before links: every link that a copied click names is
 * then in the copy of the links. The spool stays out: it holds addresses.
 */
export async function writeBackup(folder: DataFolder, file: string): Promise<void> {
  await inScratch(folder, async (scratch) => {
    copyDatabase(folder.clicks, join(scratch, basename(folder.clicks)))
    copyDatabase(folder.links, join(scratch, basename(folder.links)))
    const names = [basename(folder.clicks), basename(folder.links)]
    if (existsSync(folder.secret)) {
      copyFileSync(folder.secret, join(scratch, basename(folder.secret)))
      names.push(basename(folder.secret))
    }
    await pack({ gzip: true, file: `${file}.part`, cwd: scratch, portable: true, mode: 0o600 }, names)
    moveWhole(`${file}.part`, file)
  })
}

/** Brings a folder back from a file. What is replaced is moved into the folder `aside`. Throws where the file is not a whole backup. */
export async function readBackup(folder: DataFolder, file: string, aside: string): Promise<void> {
  await inScratch(folder, async (scratch) => {
    await extract({ file, cwd: scratch, strict: true }).catch((error) => {
      throw new CommandFailed(`${file} is not a backup of Fluxly: ${error.message}`)
    })
    const copies = [folder.links, folder.clicks].map((path) => ({
      path,
      copy: join(scratch, basename(path)),
    }))
    for (const { copy } of copies) {
      assertWhole(copy)
      syncFile(copy)
    }
    for (const { path, copy } of copies) {
      moveDatabase(path, aside)
      moveDatabase(copy, folder.path)
    }
    // Clicks that wait there are of the time after the backup, and may be of links that it does not know.
    if (existsSync(folder.spool)) {
      mkdirSync(aside, { recursive: true, mode: 0o700 })
      renameSync(folder.spool, join(aside, basename(folder.spool)))
    }
    const secret = join(scratch, basename(folder.secret))
    if (existsSync(secret)) moveWhole(secret, folder.secret)
    syncNames(folder.path)
  })
}
