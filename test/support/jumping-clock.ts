/**
 * Loaded into a server before anything else: its clock on the wall is as many milliseconds off as a file says, in all of its
 * threads and processes, libraries included. What measures time by the monotonic clock goes on as it does when a real clock jumps.
 */
import { readFileSync } from 'node:fs'

const RealDate = Date
const RealWorker = Worker
const now = () => RealDate.now() + Number(readFileSync(process.env.JUMPING_CLOCK ?? '', 'utf8'))

globalThis.Date = new Proxy(RealDate, {
  construct: (date, args, maker) => Reflect.construct(date, args.length === 0 ? [now()] : args, maker),
  apply: () => new RealDate(now()).toString(),
  get: (date, name) => (name === 'now' ? now : Reflect.get(date, name)),
})

globalThis.Worker = class extends RealWorker {
  constructor(script: string | URL, options: WorkerOptions = {}) {
    super(script, { ...options, preload: [import.meta.path] })
  }
}
