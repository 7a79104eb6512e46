/** The processes behind a server with workers. */
import { afterAll, beforeAll } from 'bun:test'
import { Connection, requestText } from './ledger-connection.ts'
import { childrenOf, setWorkers, type TestServer } from './server.ts'

/** The servers of a test file are started with so many workers. Call it once, at the top. */
export function useWorkers(count: number): void {
  let before = 1
  beforeAll(() => {
    before = setWorkers(count)
  })
  afterAll(() => {
    setWorkers(before)
  })
}

/** The processes of a server's workers. */
export const workersOf = ({ child }: TestServer): number[] => childrenOf(child.pid)

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
