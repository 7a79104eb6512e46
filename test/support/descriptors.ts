/** Open files of other processes, by what Linux shows of them. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Nothing where the folder has gone, or belongs to somebody else. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function targetOf(link: string): string | null {
  try {
    return readlinkSync(link)
  } catch {
    return null
  }
}

/** A descriptor of a process, by one of its threads. */
export function holder(thread: number, descriptor: number): string {
  const process = /^Tgid:\s*(\d+)/m.exec(readFileSync(`/proc/${thread}/status`, 'utf8'))?.[1]
  return `/proc/${process}/fd/${descriptor}`
}

/** All descriptors of other processes through which a file is open. */
export function holdersOf(path: string): string[] {
  const processes = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
  const descriptors = processes.flatMap((pid) =>
    namesIn(`/proc/${pid}/fd`).map((name) => `/proc/${pid}/fd/${name}`),
  )
  return descriptors.filter((descriptor) => targetOf(descriptor) === path)
}
