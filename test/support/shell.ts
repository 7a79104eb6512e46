/** Servers that a shell starts, for what only a shell can give a process. */
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { FLUXLY, freePort, TestServer } from './server.ts'

/**
 * Starts a server of one process, on data in a folder. `script` is what the shell runs; in it `"$fluxly" "$@"` is the
 * server's command.
 */
export async function startFromShell(folder: string, script: string): Promise<TestServer> {
  const program = join(folder, 'fluxly')
  writeFileSync(program, `#!/bin/sh\nfluxly='${FLUXLY}'\n${script}\n`)
  chmodSync(program, 0o755)
  const port = await freePort()
  const env = {
    PORT: String(port),
    FLUXLY_DATA_DIR: join(folder, 'data'),
    FLUXLY_URL: `http://127.0.0.1:${port}`,
    FLUXLY_RATE_LIMIT: '0',
  }
  return new TestServer(port, env, program, 1).ready()
}
