/** What commands share: what they are given, and how they end. */
import type { ParseArgsOptionsConfig } from 'node:util'
import type { Config } from '../config/config.ts'
import type { Stores } from '../stores.ts'

/** The command line was not understood: exit 2, with how to say it. */
export class UsageError extends Error {}

/** The command could not do its work: exit 1, with the reason and no more. */
export class CommandFailed extends Error {}

export interface Given {
  /** Options as they were given; flags are `true`. */
  options: Record<string, string | boolean | undefined>
  /** Words after the command's name. */
  words: string[]
}

export interface Command {
  /** How to say it, after `fluxly`. */
  usage: string
  summary: string
  options?: ParseArgsOptionsConfig
  /** Does the work; the exit code. */
  run(given: Given, config: Config): Promise<number>
}

/** An option that has to be given. */
export function required({ options }: Given, name: string): string {
  const value = options[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing.`)
  return value
}

/** A word that has to be given, such as a file. */
export function requiredWord({ words }: Given, what: string): string {
  const [word] = words
  if (word === undefined) throw new UsageError(`${what} is missing.`)
  return word
}

/** Throws where the data is in PostgreSQL, whose `tool` does what the command does. */
export function requireSqlite({ databaseUrl }: Config, tool: string): void {
  if (databaseUrl !== null)
    throw new CommandFailed(
      `The data is in PostgreSQL: use ${tool}, which knows how to do it while the server runs.`,
    )
}

export const say = (line: string) => process.stdout.write(`${line}\n`)
export const note = (line: string) => process.stderr.write(`${line}\n`)

/** Does something with the stores open, which brings the database up to date first. */
export async function withStores<T>(config: Config, work: (stores: Stores) => Promise<T>): Promise<T> {
  const { openStores } = await import('../stores.ts')
  const stores = await openStores(config, (message, error) => note(`${message} ${error}`))
  try {
    return await work(stores)
  } finally {
    await stores.close()
  }
}
