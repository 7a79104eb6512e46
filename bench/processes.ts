/** What the system says of a process: CPU time and memory. Linux only: it is read from /proc. */
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts CPU time in hundredths of a second; in microseconds. */
const TICK = 10_000

/** CPU time in microseconds. */
export interface Cpu {
  /** Of the process with all its threads, those that have ended too, and its children. */
  total: number
  /** Of the thread that the process began with. */
  first: number
  /** Of its busiest other thread. */
  second: number
}

/** Fields of a `stat` file: user and system time, and the same of children that have ended. */
const [OWN, OF_CHILDREN_GONE] = [
  [11, 12],
  [13, 14],
]

/** The sum of fields in a `stat` file, in microseconds. The name before them may hold anything but a later `)`. */
function timeIn(path: string, fields: readonly number[] = OWN): number {
  const stat = readFileSync(path, 'latin1')
  const values = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields.reduce((sum, field) => sum + Number(values[field]), 0) * TICK
}

const childrenOf = (pid: number) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').split(' ').filter(Boolean).map(Number)

function totalOf(pid: number): number {
  const own = timeIn(`/proc/${pid}/stat`, [...OWN, ...OF_CHILDREN_GONE])
  return childrenOf(pid).reduce((sum, child) => sum + (ifThere(() => totalOf(child)) ?? 0), own)
}

/** What is read of a process or thread, or null where it has ended meanwhile. */
function ifThere(read: () => number): number | null {
  try {
    return read()
  } catch {
    return null
  }
}

/** The time of each thread but the first; a thread that ends while we look has none. */
function otherThreads(pid: number): number[] {
  const ids = readdirSync(`/proc/${pid}/task`).filter((id) => id !== String(pid))
  return ids.map((id) => ifThere(() => timeIn(`/proc/${pid}/task/${id}/stat`)) ?? 0)
}

/** The CPU time that a process has used. */
export const cpuOf = (pid: number): Cpu => ({
  total: totalOf(pid),
  first: timeIn(`/proc/${pid}/task/${pid}/stat`),
  second: Math.max(0, ...otherThreads(pid)),
})

/** CPU time of the threads that a process's children began with, or of its own where it has none. */
export function answeringTime(pid: number): number {
  const answering = childrenOf(pid)
  return (answering.length > 0 ? answering : [pid]).reduce((sum, id) => sum + cpuOf(id).first, 0)
}

/** What was used between two moments, shared among `requests`. */
export const cpuEach = (before: Cpu, after: Cpu, requests: number): Cpu => ({
  total: (after.total - before.total) / requests,
  first: (after.first - before.first) / requests,
  second: (after.second - before.second) / requests,
})

/** Resident memory in megabytes of 1,000,000 bytes: now, at its highest, and the part that belongs to no file. */
export function memoryOf(pid: number): { now: number; peak: number; own: number } {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const megabytes = (name: string) =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6
  return { now: megabytes('VmRSS'), peak: megabytes('VmHWM'), own: megabytes('RssAnon') }
}

/** A server's memory at its highest, in megabytes: of the process that folds, and of the largest worker, where it has any. */
export const peaksOf = (pid: number): { folding: number; worker: number } => ({
  folding: memoryOf(pid).peak,
  worker: Math.max(0, ...childrenOf(pid).map((child) => memoryOf(child).peak)),
})
