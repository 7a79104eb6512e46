/** Runs the load generator beside us. */
import { join } from 'node:path'
import type { Job, Outcome } from './load.ts'
import type { Traffic } from './traffic.ts'

const PROGRAM = join(import.meta.dir, 'load.ts')
const EXPECTED: Record<Traffic['kind'], string> = {
  visitors: '302',
  alike: '302',
  rounds: '302',
  spread: '302',
  zipf: '302',
  unknown: '404',
  creations: '201',
  reads: '200',
}

const running = new Set<Bun.Subprocess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

async function start(job: Job): Promise<Outcome> {
  const child = Bun.spawn([process.execPath, PROGRAM], {
    stdin: Buffer.from(JSON.stringify(job)),
    stdout: 'pipe',
    stderr: 'inherit',
  })
  running.add(child)
  const [out, code] = await Promise.all([new Response(child.stdout).text(), child.exited])
  running.delete(child)
  if (code !== 0) throw new Error(`The load generator ended with ${code}.`)
  return JSON.parse(out) as Outcome
}

/** Sends a job's requests. Throws where one of them is not answered as it should be. */
export async function send(job: Omit<Job, 'timed'> & { timed?: boolean }): Promise<Outcome> {
  const outcome = await start({ timed: false, ...job })
  if (outcome.answers[EXPECTED[job.traffic.kind]] !== job.total)
    throw new Error(`Not every request was answered as it should be: ${JSON.stringify(outcome.answers)}`)
  return outcome
}
