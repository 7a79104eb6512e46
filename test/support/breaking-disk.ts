/**
 * A disk of its own, in a file, that can be broken: the system then makes it read-only under whoever uses it, as it does with a
 * real one. Only on machines that allow a test to mount one.
 */
import {
  accessSync,
  constants,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const run = (...command: string[]) =>
  Bun.which(command[0] ?? '') !== null &&
  Bun.spawnSync(command, { stdout: 'ignore', stderr: 'ignore' }).success

const disks = new Set<BreakingDisk>()

export class BreakingDisk {
  readonly folder: string
  readonly #image: string

  private constructor(folder: string) {
    this.folder = folder
    this.#image = `${folder}.image`
  }

  /** A disk of so many megabytes; null where this machine does not allow it. */
  static make(megabytes: number): BreakingDisk | null {
    const disk = new BreakingDisk(mkdtempSync(join(tmpdir(), 'fluxly-disk-')))
    disks.add(disk)
    writeFileSync(disk.#image, '')
    truncateSync(disk.#image, megabytes << 20)
    if (run('mkfs.ext4', '-q', '-F', disk.#image) && disk.#mount() && disk.#canBreak()) return disk
    disk.remove()
    return null
  }

  /** The file through which the system is told of an error on this disk, and on no other. */
  get #trigger(): string {
    const line = readFileSync('/proc/mounts', 'utf8')
      .split('\n')
      .find((mount) => mount.split(' ')[1] === this.folder)
    const device = /^\/dev\/(loop\d+) /.exec(line ?? '')?.[1]
    if (!device) throw new Error(`${this.folder} is not a disk of its own.`)
    return `/sys/fs/ext4/${device}/trigger_fs_error`
  }

  #mount(): boolean {
    return run('mount', '-o', 'loop,errors=remount-ro', this.#image, this.folder)
  }

  #canBreak(): boolean {
    try {
      accessSync(this.#trigger, constants.W_OK)
      return true
    } catch {
      return false
    }
  }

  /** From now on it is read-only. */
  break(): void {
    writeFileSync(this.#trigger, 'a test\n')
  }

  /** Takes the disk away and brings it back, with what is on it. Nobody may use it. */
  mountAgain(): void {
    if (!run('umount', this.folder) || !this.#mount())
      throw new Error(`${this.folder} could not be mounted again.`)
  }

  remove(): void {
    if (!run('umount', this.folder)) run('umount', '-l', this.folder)
    rmSync(this.folder, { recursive: true, force: true })
    rmSync(this.#image, { force: true })
    disks.delete(this)
  }
}

/** Takes all of them away. */
export function removeBreakingDisks(): void {
  for (const disk of disks) disk.remove()
}
