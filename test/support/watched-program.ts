/** Becomes a program whose syncs a test answers. Arguments: where to leave word, the calls to watch, the program, its own arguments. */
import { existsSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { askBefore, become, type Watched } from './seccomp.ts'

const [folder = '', calls = '', program = '', ...args] = process.argv.slice(2)
const word = join(folder, String(process.pid))
writeFileSync(`${word}.new`, String(askBefore(calls.split(',') as Watched[])))
renameSync(`${word}.new`, word)
while (existsSync(word)) await Bun.sleep(1)
const env = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined)
become(program, args, Object.fromEntries(env))
