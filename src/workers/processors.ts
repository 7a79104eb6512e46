/** How many processors there are for this process. */
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** What a container may use, in the kernel's words: `200000 100000` are two processors, `max 100000` are all. */
const CONTAINER_LIMIT = '/sys/fs/cgroup/cpu.max'

function containerLimit(): string {
  try {
    return readFileSync(CONTAINER_LIMIT, 'utf8')
  } catch {
    return 'max'
  }
}

/** Those of the machine, or what the limit of a container leaves of them, rounded up. */
export function processors(limit = containerLimit(), ofMachine = availableParallelism()): number {
  const [quota, period] = limit.trim().split(' ').map(Number)
  if (!quota || !period) return ofMachine
  return Math.min(ofMachine, Math.max(1, Math.ceil(quota / period)))
}
