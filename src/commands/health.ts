/** `fluxly health` */
import type { Config } from '../config/config.ts'
import { type Command, CommandFailed, say } from './command.ts'

/** How long an answer may take, in milliseconds. */
const PATIENCE = 3_000

/** Where the server beside this command listens: one that listens everywhere does so here too. */
function addressOf({ host, port }: Config): string {
  if (host === '0.0.0.0' || host === '::') return `127.0.0.1:${port}`
  return `${host.includes(':') ? `[${host}]` : host}:${port}`
}

export const healthCommand: Command = {
  usage: 'health',
  summary: 'asks the running server whether it can serve; exit 1 where it cannot',
  async run(_, config) {
    const address = addressOf(config)
    const answer = await fetch(`http://${address}/readyz`, { signal: AbortSignal.timeout(PATIENCE) }).catch(
      (error: Error) => {
        throw new CommandFailed(`No server answers on ${address}: ${error.message}`)
      },
    )
    say((await answer.text()).trim())
    return answer.ok ? 0 : 1
  },
}
