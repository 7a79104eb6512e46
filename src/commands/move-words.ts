/** What stands in the way of a move, in words for who asked for it. */
import { TablesDiffer } from '../moving/tables.ts'
import { CommandFailed } from './command.ts'

/** A URL without its password. */
export function shown(to: string): string {
  const url = new URL(to)
  if (url.password) url.password = '***'
  return url.href
}

const place = ({ hostname, port }: URL) => `${hostname}:${port || 5432}`
const database = ({ pathname }: URL) => decodeURIComponent(pathname.slice(1))

/** By PostgreSQL’s codes, and those of the network. */
const WORDS: Record<string, (url: URL) => string> = {
  '28P01': (url) =>
    `PostgreSQL at ${place(url)} refuses the password of ${decodeURIComponent(url.username)}.`,
  '28000': (url) => `PostgreSQL at ${place(url)} does not let ${decodeURIComponent(url.username)} in.`,
  '3D000': (url) =>
    `PostgreSQL at ${place(url)} has no database ${database(url)}: createdb ${database(url)} makes it.`,
  '42501': (url) =>
    `${decodeURIComponent(url.username)} may not make tables in the database ${database(url)}.`,
  '22P05': () => 'A text holds a character (NUL) that PostgreSQL cannot keep.',
  '53100': (url) => `The disk of PostgreSQL at ${place(url)} is full. Make room; the same command goes on.`,
  '57P01': (url) => `PostgreSQL at ${place(url)} was stopped. The same command goes on when it is back.`,
}

const isAway = (code: string, message: string) =>
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EHOST|ENET|EPIPE|08|57P0)/.test(code) ||
  /timeout|terminated|connection error|not queryable/i.test(message)

function sentence(error: { code?: string; message?: string }, to: string): string | null {
  const { code = '', message = '' } = error
  const url = new URL(to)
  const known = WORDS[code]
  if (known) return known(url)
  if (isAway(code, message))
    return `PostgreSQL at ${place(url)} cannot be reached (${code || message}). The same command goes on when it can.`
  return null
}

/** Does something with a destination; what it throws that is foreseen becomes a sentence. */
export async function inWords<T>(to: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof TablesDiffer)
      throw new CommandFailed(`${error.message} Begin with an empty database.`)
    if (error instanceof CommandFailed) throw error
    const words = sentence(error as { code?: string }, to)
    throw words === null ? error : new CommandFailed(words)
  }
}
