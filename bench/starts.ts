/** How soon a server that is started answers its first redirect: from source and as the executable, alone and with workers. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { FLUXLY, TestServer } from '../test/support/server.ts'
import { cpuOf } from './processes.ts'
import { type Row, row, type Section, whole } from './report.ts'
import { type Subject, startSubject } from './subject.ts'
import { slugOf } from './traffic.ts'

export interface StartsPlan {
  links: number
  /** Starts of each kind. */
  starts: number
}

interface Kind {
  id: string
  title: string
  program: string
  workers: number
}

interface Start {
  /** From the start of the program to the first redirect, in milliseconds. */
  took: number
  /** CPU time of all its processes until then, in milliseconds. */
  cpu: number
}

const ROOT = join(import.meta.dir, '..')
const EXECUTABLE = join(ROOT, 'dist/fluxly')

const kind = (name: 'source' | 'executable', program: string, workers: number): Kind => ({
  id: `${name}_${workers}`,
  title: `${name}, ${workers === 1 ? 'one process' : `${workers} workers`}`,
  program,
  workers,
})

const KINDS = [1, 2].flatMap((workers) => [
  kind('source', FLUXLY, workers),
  kind('executable', EXECUTABLE, workers),
])

/** Builds the executable where it is missing; one that is there is measured as it is. */
async function requireExecutable(): Promise<void> {
  if (existsSync(EXECUTABLE)) return
  const child = Bun.spawn(['npm', 'run', '--silent', 'build'], {
    cwd: ROOT,
    stdout: 'ignore',
    stderr: 'ignore',
  })
  if ((await child.exited) !== 0) throw new Error('The executable could not be built.')
}

/** Starts a server on the data of one that has ended, waits for its first redirect, and ends it. */
async function startOnce({ server: { port, env } }: Subject, of: Kind, link: number): Promise<Start> {
  const began = performance.now()
  const server = new TestServer(port, env, of.program, of.workers)
  while ((await server.visit(slugOf(link)).catch(() => null))?.status !== 302) await Bun.sleep(1)
  const took = performance.now() - began
  const cpu = cpuOf(server.child.pid).total / 1_000
  await server.ready()
  await server.end()
  return { took, cpu }
}

/** Starts each kind in turn, so many times, on the data of a server that has ended. */
export async function startsOf(subject: Subject, { links, starts }: StartsPlan): Promise<Row[]> {
  await requireExecutable()
  const measured = new Map<Kind, Start[]>(KINDS.map((of) => [of, []]))
  for (let n = 0; n < starts; n++)
    for (const [of, list] of measured)
      list.push(await startOnce(subject, of, Math.floor((links * n) / starts)))
  return [...measured].flatMap(([{ id, title }, list]) => [
    row(`start_${id}`, `From ${title} (goal: under 150)`, 'ms', ...list.map(({ took }) => took)),
    row(`start_${id}_cpu`, '  of all processors together', 'ms CPU', ...list.map(({ cpu }) => cpu)),
  ])
}

/** On a server of its own. */
export async function measureStarts(plan: StartsPlan): Promise<Section> {
  const subject = await startSubject(plan.links)
  await subject.end()
  return {
    title: 'From the start to the first redirect',
    method: `${plan.starts} starts of each kind in turn, ${whole(plan.links)} links; the link is another each time.`,
    rows: await startsOf(subject, plan),
    checks: [],
  }
}
