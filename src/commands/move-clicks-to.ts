/** ClickHouse as where a move brings clicks, with words for what stands in its way. */
import type { Config } from '../config/config.ts'
import { Failure } from '../domain/failure.ts'
import type { ClickHouseMove } from '../engines/clickhouse/move-state.ts'
import { CommandFailed } from './command.ts'

export interface ClicksTo extends ClickHouseMove {
  url: string
}

const place = ({ hostname, port }: URL) => `${hostname}:${port || 8123}`

/** By ClickHouse’s codes. */
const WORDS: Record<string, (url: URL) => string> = {
  '81': (url) =>
    `ClickHouse at ${place(url)} has no database ${url.pathname.slice(1)}: create database ${url.pathname.slice(1)} makes it.`,
  '243': (url) => `The disk of ClickHouse at ${place(url)} is full. Make room; the same command goes on.`,
  '497': (url) =>
    `${decodeURIComponent(url.username) || 'default'} may not make tables in the database ${url.pathname.slice(1)}.`,
  '516': (url) =>
    `ClickHouse at ${place(url)} refuses the password of ${decodeURIComponent(url.username) || 'default'}.`,
}

function sentence(error: unknown, url: URL): string | null {
  if (!(error instanceof Failure) || error.code !== 'unavailable') return null
  const { code = '', message = '' } = (error.cause ?? {}) as { code?: string; message?: string }
  const known = WORDS[code]
  if (known) return known(url)
  const reason = code || message.split('\n')[0] || 'no answer'
  return `ClickHouse at ${place(url)} does not answer (${reason}). The same command goes on when it does.`
}

/** Opens it, where one is given, for as long as something is done. The driver is loaded only then. */
export async function withClicksTo<T>(
  clickHouse: Config['clickHouse'],
  work: (clicksTo: ClicksTo | null) => Promise<T>,
): Promise<T> {
  if (clickHouse === null) return work(null)
  const { openClickHouseMove } = await import('../engines/clickhouse/move-state.ts')
  const opened = openClickHouseMove(clickHouse)
  try {
    return await work({ ...opened, url: clickHouse.url })
  } catch (error) {
    const words = sentence(error, new URL(clickHouse.url))
    throw words === null ? error : new CommandFailed(words)
  } finally {
    await opened.close()
  }
}

/** Makes the database ready where no move into it has begun. */
export async function assertReady(clicksTo: ClicksTo): Promise<void> {
  if (!(await clicksTo.isMoving())) await clicksTo.begin()
}
