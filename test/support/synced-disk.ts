/**
 * A disk that keeps what was synced to it and nothing else. Programs run on a folder as always; what they sync is noted at the
 * moment they ask for it, and from these notes a folder is made that holds what a power cut leaves. A name counts once its
 * folder was synced.
 */
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { holder, holdersOf } from './descriptors.ts'
import { type Chance, PAGE, synced, torn, unsyncedPages } from './disk-bytes.ts'
import { type Call, CallWatch, canWatchCalls, type Ruling, type Watched } from './seccomp.ts'
import { FLUXLY, isRunning, scratchFolder, type TestServer } from './server.ts'

const LOOK_EVERY = 1
const EIO = 5

/** A file or folder as it is on disk. */
interface Inode {
  /** Held open, so that its number is given to no other. */
  descriptor: number
  /** What a file holds: nothing where it was never synced. */
  bytes: Buffer
  /** What a folder holds; null for a file. */
  names: Map<string, Inode> | null
  /** Pages that the disk refused, with what stood in them: the system takes them for written, and tries them never again. */
  refused: Map<number, Buffer>
}

const ofFolder = (descriptor: number) => `/proc/self/fd/${descriptor}`

function contentOf(descriptor: number): Buffer {
  const bytes = Buffer.alloc(fstatSync(descriptor).size)
  return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, 0))
}

const open = new Set<SyncedDisk>()

export class SyncedDisk {
  readonly folder: string
  /** Runs fluxly on this disk. */
  readonly program: string
  /** The paths that were synced, one after the other. */
  readonly syncs: string[] = []
  /** The longest that a sync waited for this test, which does other things too, in milliseconds. */
  longestWait = 0
  /** Called before each sync; where it says true the sync is refused. */
  refuses: (path: string) => boolean = () => false
  readonly #inodes = new Map<string, Inode>()
  readonly #root: Inode
  readonly #door: string
  readonly #watches: CallWatch[] = []
  readonly #timer: ReturnType<typeof setInterval>
  /** Whoever has a file open that was refused, and has not heard of it. */
  readonly #toTell = new Set<string>()
  #refused: (path: string) => void = () => undefined
  #looked = performance.now()
  #isCut = false

  /** What is in the folder now is on disk. */
  constructor(folder: string, calls: Watched[] = ['fsync', 'fdatasync']) {
    this.folder = folder
    this.#root = this.#find(folder)
    this.#settle(this.#root)
    this.#door = scratchFolder()
    this.program = join(this.#door, 'fluxly')
    const command = watched(this.#door, calls, FLUXLY)
    writeFileSync(this.program, `#!/bin/sh\nexec ${command.map((part) => `'${part}'`).join(' ')} "$@"\n`)
    chmodSync(this.program, 0o755)
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY)
    open.add(this)
  }

  /** Refuses the next sync of a file whose path ends so. Resolves when that happened, with the number of syncs so far. */
  refuseOnce(end: string): Promise<number> {
    return new Promise((done) => {
      this.refuses = (path) => {
        if (!path.endsWith(end)) return false
        this.refuses = () => false
        done(this.syncs.length)
        return true
      }
    })
  }

  /** The same as Linux does it: whoever has the file open at that moment hears of it once. */
  refuseOnceToEach(end: string): Promise<number> {
    this.#refused = (path) => {
      for (const holder of holdersOf(path)) this.#toTell.add(holder)
      this.#refused = () => undefined
    }
    return this.refuseOnce(end)
  }

  /** The power is cut: no sync of a server ends from now on, nor does any of its processes do another step. */
  async cut(server: TestServer): Promise<void> {
    this.#isCut = true
    for (const worker of server.freeze()) process.kill(worker, 'SIGKILL')
    await server.end('SIGKILL')
  }

  /** A new folder with what is on disk once the power was cut and everything ended; by chance also with some of the rest. */
  left(chance: Chance | null = null): string {
    const folder = scratchFolder()
    this.#write(this.#root, folder, chance)
    return folder
  }

  close(): void {
    clearInterval(this.#timer)
    for (const watch of this.#watches) watch.close()
    for (const { descriptor } of this.#inodes.values()) closeSync(descriptor)
    open.delete(this)
  }

  #look(): void {
    const now = performance.now()
    this.longestWait = Math.max(this.longestWait, now - this.#looked)
    this.#looked = now
    for (const name of readdirSync(this.#door)) if (/^\d+$/.test(name)) this.#letIn(name)
    if (!this.#isCut) for (const watch of this.#watches) watch.answer((call) => this.#ruleIfThere(call))
  }

  /** Takes over the calls of a process that waits for that. */
  #letIn(pid: string): void {
    const word = join(this.#door, pid)
    this.#watches.push(new CallWatch(Number(pid), Number(readFileSync(word, 'utf8'))))
    rmSync(word)
  }

  /** Who asked may have been killed since. */
  #ruleIfThere(call: Call): Ruling {
    try {
      return this.#rule(call)
    } catch (error) {
      if (isRunning(call.pid)) throw error
      return 'done'
    }
  }

  #rule({ call, pid, args: [descriptor = 0, , length = 0, at = 0] }: Call): Ruling {
    const path = `/proc/${pid}/fd/${descriptor}`
    const inode = this.#find(path)
    if (call === 'pwrite') {
      for (let page = Math.floor(at / PAGE); page * PAGE < at + length; page++) inode.refused.delete(page)
      return 'happens'
    }
    const named = readlinkSync(path)
    if (this.refuses(named)) {
      this.#refused(named)
      this.#toTell.delete(holder(pid, descriptor))
      return this.#refuse(inode)
    }
    if (this.#toTell.delete(holder(pid, descriptor))) return { error: EIO }
    this.#sync(inode)
    this.syncs.push(named)
    return 'done'
  }

  #refuse(inode: Inode): Ruling {
    const now = inode.names ? inode.bytes : contentOf(inode.descriptor)
    for (const [number, page] of unsyncedPages(inode.bytes, now)) inode.refused.set(number, page)
    return { error: EIO }
  }

  #sync(inode: Inode): void {
    if (inode.names) inode.names = this.#namesIn(inode)
    else inode.bytes = synced(inode.bytes, contentOf(inode.descriptor), inode.refused)
  }

  /** Syncs a folder with everything in it. */
  #settle(inode: Inode): void {
    this.#sync(inode)
    for (const inside of inode.names?.values() ?? []) this.#settle(inside)
  }

  #find(path: string): Inode {
    const descriptor = openSync(path, 'r')
    const { dev, ino } = fstatSync(descriptor, { bigint: true })
    const known = this.#inodes.get(`${dev}:${ino}`)
    if (known) {
      closeSync(descriptor)
      return known
    }
    const isFolder = fstatSync(descriptor).isDirectory()
    const inode = {
      descriptor,
      bytes: Buffer.alloc(0),
      names: isFolder ? new Map<string, Inode>() : null,
      refused: new Map<number, Buffer>(),
    }
    this.#inodes.set(`${dev}:${ino}`, inode)
    return inode
  }

  #namesIn({ descriptor }: Inode): Map<string, Inode> {
    const names = new Map<string, Inode>()
    for (const name of readdirSync(ofFolder(descriptor))) {
      const path = join(ofFolder(descriptor), name)
      // It may be removed at this moment.
      if (existsSync(path)) names.set(name, this.#find(path))
    }
    return names
  }

  #write(inode: Inode, path: string, chance: Chance | null): void {
    if (!inode.names) {
      const { bytes, descriptor } = inode
      writeFileSync(path, chance ? torn(bytes, contentOf(descriptor), chance) : bytes, { mode: 0o600 })
      return
    }
    mkdirSync(path, { recursive: true, mode: 0o700 })
    const names = chance && chance() < 0.5 ? this.#namesIn(inode) : inode.names
    for (const [name, inside] of names) this.#write(inside, join(path, name), chance)
  }
}

/** The command that becomes a program whose calls are asked about at a door. */
const watched = (door: string, calls: Watched[], program: string) => [
  process.execPath,
  join(import.meta.dir, 'watched-program.ts'),
  door,
  calls.join(','),
  program,
]

/** Call it after each test. */
export function closeDisks(): void {
  for (const disk of open) disk.close()
}

/** Whether this machine lets a test do that. */
export async function canWatchSyncs(): Promise<boolean> {
  if (!canWatchCalls) return false
  const door = scratchFolder()
  const child = Bun.spawn(watched(door, ['fsync'], 'true'), { stdout: 'ignore', stderr: 'ignore' })
  const word = join(door, String(child.pid))
  while (child.exitCode === null && !existsSync(word)) await Bun.sleep(1)
  try {
    new CallWatch(child.pid, Number(readFileSync(word, 'utf8'))).close()
    return true
  } catch {
    return false
  } finally {
    child.kill('SIGKILL')
  }
}
