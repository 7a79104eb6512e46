/** The command line: which command was asked for; runs it; says in words what stood in its way. */
import { parseArgs } from 'node:util'
import { version } from '../package.json'
import { type Command, CommandFailed, type Given, note, say, UsageError } from './commands/command.ts'
import { ConfigError, readConfig } from './config/config.ts'
import { Failure } from './domain/failure.ts'
import { DatabaseRefused } from './engines/sql/refused.ts'

/** Commands that nobody types. */
const HIDDEN = 'worker'

/** Each is loaded when it is asked for: a server does not carry what only a backup needs. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  serve: async () => (await import('./commands/serve.ts')).serveCommand,
  worker: async () => (await import('./commands/serve.ts')).workerCommand,
  'user create': async () => (await import('./commands/user.ts')).userCreateCommand,
  'user set-plan': async () => (await import('./commands/user.ts')).userSetPlanCommand,
  'key create': async () => (await import('./commands/key.ts')).keyCreateCommand,
  'key list': async () => (await import('./commands/key.ts')).keyListCommand,
  'key revoke': async () => (await import('./commands/key.ts')).keyRevokeCommand,
  'spool ship': async () => (await import('./commands/spool.ts')).spoolShipCommand,
  verify: async () => (await import('./commands/verify.ts')).verifyCommand,
  backup: async () => (await import('./commands/backup.ts')).backupCommand,
  restore: async () => (await import('./commands/restore.ts')).restoreCommand,
  migrate: async () => (await import('./commands/migrate.ts')).migrateCommand,
  doctor: async () => (await import('./commands/doctor.ts')).doctorCommand,
  health: async () => (await import('./commands/health.ts')).healthCommand,
}

async function help(): Promise<string> {
  const shown = Object.entries(COMMANDS).filter(([name]) => name !== HIDDEN)
  const commands = await Promise.all(shown.map(([, load]) => load()))
  const lines = commands.map(({ usage, summary }) => `  fluxly ${usage}\n      ${summary}`)
  return `Fluxly ${version}\n\n${lines.join('\n')}\n\nSettings come from the environment; the README lists them.`
}

/** The command that the first one or two words name, and the words after them. */
async function find(args: string[]): Promise<{ command: Command; rest: string[] }> {
  for (const words of [2, 1]) {
    const name = args.slice(0, words).join(' ')
    const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (load) return { command: await load(), rest: args.slice(words) }
  }
  const asked = args.slice(0, 2).join(' ')
  throw new UsageError(asked === '' ? 'Say what to do.' : `There is no command ${JSON.stringify(asked)}.`)
}

function read({ usage, options = {} }: Command, args: string[]): Given {
  try {
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true, strict: true })
    return { options: values as Given['options'], words: positionals }
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: fluxly ${usage}`)
  }
}

/** How the system says that a host is not there, or not yet. */
const UNREACHED = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT'])

/** What stood in the way, as a sentence for a person; null for what was not foreseen. */
function reason(error: unknown): string | null {
  const foreseen = [UsageError, CommandFailed, ConfigError, DatabaseRefused, Failure]
  if (foreseen.some((kind) => error instanceof kind)) return (error as Error).message
  const code = (error as { code?: string }).code
  if (code === 'EADDRINUSE')
    return 'The port is in use by another program. Stop it, or set PORT to another one.'
  if (code !== undefined && /^(SQLITE_(IOERR|READONLY)|EIO|EROFS)/.test(code))
    return 'The disk cannot be written or read: it is full or broken. See to it, then try again.'
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return 'The disk is full. Make room, then try again.'
  if (code !== undefined && (UNREACHED.has(code) || code.startsWith('08')))
    return `The database cannot be reached: ${(error as Error).message || 'the connection was refused'}.`
  return null
}

async function main(args: string[]): Promise<number> {
  if (args.length === 0 || ['help', '--help', '-h'].includes(args[0] as string)) {
    say(await help())
    return args.length === 0 ? 2 : 0
  }
  if (['version', '--version', '-v'].includes(args[0] as string)) {
    say(version)
    return 0
  }
  try {
    const { command, rest } = await find(args)
    const given = read(command, rest)
    return await command.run(
      given,
      readConfig(process.env, { port: given.options.port as string | undefined }),
    )
  } catch (error) {
    note(reason(error) ?? `Fluxly broke: ${(error as Error).stack ?? error}`)
    return error instanceof UsageError ? 2 : 1
  }
}

process.exit(await main(process.argv.slice(2)))
