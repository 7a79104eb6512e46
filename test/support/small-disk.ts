/** File systems of a few megabytes, in memory, on machines that allow a test to mount one. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (...command: string[]) => Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' }).success

const mounted = new Set<string>()

/** A file system of so many megabytes; null where this machine does not allow it. */
export function mountSmallDisk(megabytes: number): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'fluxly-disk-'))
  if (
    process.platform === 'linux' &&
    run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
  ) {
    mounted.add(folder)
    return folder
  }
  rmSync(folder, { recursive: true })
  return null
}

/** Makes a disk read-only, or takes that back. */
export function remountReadOnly(folder: string, readOnly: boolean): void {
  if (!run('mount', '-o', `remount,${readOnly ? 'ro' : 'rw'}`, folder))
    throw new Error(`${folder} could not be mounted again.`)
}

/** Takes all of them away. */
export function unmountAll(): void {
  for (const folder of mounted) {
    if (!run('umount', folder)) run('umount', '-l', folder)
    rmSync(folder, { recursive: true, force: true })
  }
  mounted.clear()
}
