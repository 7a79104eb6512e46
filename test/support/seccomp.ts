/**
 * Looking at system calls of other processes before they happen: seccomp's notifications on Linux, without any privilege.
 * https://docs.kernel.org/userspace-api/seccomp_filter.html#userspace-notification
 */
import { dlopen, ptr } from 'bun:ffi'

/** Numbers of system calls on x86-64. */
const CALL = { pwrite: 18, fsync: 74, fdatasync: 75, seccomp: 317, pidfdOpen: 434, pidfdGetfd: 438 } as const
export type Watched = 'pwrite' | 'fsync' | 'fdatasync'

export const canWatchCalls = process.platform === 'linux' && process.arch === 'x64'

const libc = () =>
  dlopen('libc.so.6', {
    prctl: { args: ['i32', 'u64', 'u64', 'u64', 'u64'], returns: 'i32' },
    syscall: { args: ['i64', 'u64', 'u64', 'u64', 'u64'], returns: 'i64' },
    ioctl: { args: ['i32', 'u64', 'ptr'], returns: 'i32' },
    poll: { args: ['ptr', 'u64', 'i32'], returns: 'i32' },
    close: { args: ['i32'], returns: 'i32' },
    execve: { args: ['ptr', 'ptr', 'ptr'], returns: 'i32' },
  }).symbols

let loaded: ReturnType<typeof libc> | null = null
function system() {
  loaded ??= libc()
  return loaded
}

const NO_NEW_PRIVILEGES = 38
const SET_FILTER = 1
const NEW_LISTENER = 1 << 3

/** A filter's instructions: ask about some system calls, let all others pass. */
function program(calls: Watched[]): Buffer {
  const [LOAD, IS, RETURN] = [0x20, 0x15, 0x06]
  const [ARCHITECTURE, NUMBER] = [4, 0]
  const [X86_64, ASK, PASS] = [0xc000003e, 0x7fc00000, 0x7fff0000]
  const lines: [code: number, then: number, otherwise: number, value: number][] = [
    [LOAD, 0, 0, ARCHITECTURE],
    [IS, 0, calls.length + 1, X86_64],
    [LOAD, 0, 0, NUMBER],
    ...calls.map((call, at): (typeof lines)[number] => [IS, calls.length - at, 0, CALL[call]]),
    [RETURN, 0, 0, PASS],
    [RETURN, 0, 0, ASK],
  ]
  const bytes = Buffer.alloc(lines.length * 8)
  for (const [at, [code, then, otherwise, value]] of lines.entries()) {
    bytes.writeUInt16LE(code, at * 8)
    bytes.writeUInt8(then, at * 8 + 2)
    bytes.writeUInt8(otherwise, at * 8 + 3)
    bytes.writeUInt32LE(value, at * 8 + 4)
  }
  return bytes
}

/** From now on this thread, and every process it becomes or starts, asks before these calls. The descriptor to answer by. */
export function askBefore(calls: Watched[]): number {
  const instructions = program(calls)
  const filter = Buffer.alloc(16)
  filter.writeUInt16LE(instructions.length / 8, 0)
  filter.writeBigUInt64LE(BigInt(ptr(instructions)), 8)
  system().prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
  const listener = Number(system().syscall(CALL.seccomp, SET_FILTER, NEW_LISTENER, ptr(filter), 0))
  if (listener < 0) throw new Error('This machine does not let its system calls be watched.')
  return listener
}

/** Becomes another program. */
export function become(path: string, args: string[], env: Record<string, string>): never {
  const text = (value: string) => Buffer.from(`${value}\0`)
  const list = (values: Buffer[]) => new BigUint64Array([...values.map((value) => BigInt(ptr(value))), 0n])
  const [file, argv, envp] = [
    text(path),
    [path, ...args].map(text),
    Object.entries(env).map(([name, value]) => text(`${name}=${value}`)),
  ]
  system().execve(ptr(file), ptr(list(argv)), ptr(list(envp)))
  throw new Error(`${path} could not be run.`)
}

/** A call that waits for an answer. */
export interface Call {
  call: Watched
  /** The thread that calls. */
  pid: number
  args: number[]
}

/** What becomes of a call: it happens, it is done already, or it fails with this number. */
export type Ruling = 'happens' | 'done' | { error: number }

const RECEIVE = 0xc0502100
const ANSWER = 0xc0182101
const CONTINUE = 1
const READABLE = 1

const nameOf = (number: number) => Object.entries(CALL).find(([, value]) => value === number)?.[0] as Watched

/** Calls of another process, answered from here. */
export class CallWatch {
  readonly #listener: number

  /** Takes the descriptor that a child of this process got from {@link askBefore}. */
  constructor(pid: number, listener: number) {
    const process = Number(system().syscall(CALL.pidfdOpen, pid, 0, 0, 0))
    this.#listener = Number(system().syscall(CALL.pidfdGetfd, process, listener, 0, 0))
    system().close(process)
    if (this.#listener < 0) throw new Error('This machine does not let its system calls be watched.')
  }

  /** Answers every call that waits now. */
  answer(rule: (call: Call) => Ruling): void {
    for (let asked = this.#receive(); asked; asked = this.#receive()) this.#send(asked.id, rule(asked))
  }

  #receive(): (Call & { id: bigint }) | null {
    const waiting = Buffer.alloc(8)
    waiting.writeInt32LE(this.#listener, 0)
    waiting.writeInt16LE(READABLE, 4)
    if (system().poll(ptr(waiting), 1, 0) < 1 || (waiting.readInt16LE(6) & READABLE) === 0) return null
    const asked = Buffer.alloc(80)
    if (system().ioctl(this.#listener, RECEIVE, ptr(asked)) !== 0) return null
    return {
      id: asked.readBigUInt64LE(0),
      pid: asked.readUInt32LE(8),
      call: nameOf(asked.readInt32LE(16)),
      args: [0, 1, 2, 3].map((at) => Number(asked.readBigUInt64LE(32 + at * 8))),
    }
  }

  #send(id: bigint, ruling: Ruling): void {
    const answer = Buffer.alloc(24)
    answer.writeBigUInt64LE(id, 0)
    if (typeof ruling === 'object') answer.writeInt32LE(-ruling.error, 16)
    if (ruling === 'happens') answer.writeUInt32LE(CONTINUE, 20)
    system().ioctl(this.#listener, ANSWER, ptr(answer))
  }

  close(): void {
    system().close(this.#listener)
  }
}
