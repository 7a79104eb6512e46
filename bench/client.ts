/** Runs the load generator beside us. */
import { join } from 'node:path'
import type { Job, Outcome } from './load.ts'
import type { PacedJob } from './paced-load.ts'
import type { Traffic } from './traffic.ts'

const PROGRAM = join(import.meta.dir, 'load.ts')
const PACED_PROGRAM = join(import.meta.dir, 'paced-load.ts')
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

async function start(program: string, job: Job | PacedJob): Promise<Outcome> {
  const child = Bun.spawn([process.execPath, program], {
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

function asExpected(outcome: Outcome, { traffic, total }: Job | PacedJob): Outcome {
  if (outcome.answers[EXPECTED[traffic.kind]] !== total)
    throw new Error(`Not every request was answered as it should be: ${JSON.stringify(outcome.answers)}`)
  return outcome
}

/** Sends a job's requests. Throws where one of them is not answered as it should be. */
export async function send(given: Omit<Job, 'timed'> & { timed?: boolean }): Promise<Outcome> {
  const job = { timed: false, ...given }
  return asExpected(await start(PROGRAM, job), job)
}

/** The same at a fixed rate, each answer timed from the moment its request was due. */
export const sendPaced = async (job: PacedJob): Promise<Outcome> =>
  asExpected(await start(PACED_PROGRAM, job), job)
