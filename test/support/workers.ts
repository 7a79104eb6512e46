/** The processes behind a server with workers. */
import { Connection, requestText } from './ledger-connection.ts'
import type { TestServer } from './server.ts'

/** The processes of a server's workers. */
export function workersOf({ child }: TestServer): number[] {
  const { stdout } = Bun.spawnSync(['pgrep', '-P', String(child.pid)])
  return stdout.toString().split('\n').filter(Boolean).map(Number)
}

/** The answer's status over a connection of its own, which the system gives to any worker. */
export async function askAnew(
  { port }: TestServer,
  method: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; head: string; body: string }> {
  const connection = await Connection.open(port)
  if (!connection) throw new Error('Nobody listens.')
  const answer = await connection.ask(requestText(method, path, headers))
  connection.close()
  return answer
}

/** Asks over so many connections at once: enough of them reach every worker. */
export const askOften = (
  count: number,
  server: TestServer,
  method: string,
  path: string,
  headers: Record<string, string> = {},
) => Promise.all(Array.from({ length: count }, () => askAnew(server, method, path, headers)))
