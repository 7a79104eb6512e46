/**
 * What `npm start` does first: builds the executable, unless the one that is there was made from what is here now. It
 * starts in half the time that the source takes.
 */
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dir, '..')
const EXECUTABLE = join(ROOT, 'dist/fluxly')
/** Holds what the executable was made from, and what tells it from one that was built by hand since. */
const NOTE = `${EXECUTABLE}.made-from`
const MADE_FROM = ['src/**/*', 'build/*', '*.json']

/** A number for the names and contents of all that the executable is made from. */
function source(): string {
  const hasher = new Bun.CryptoHasher('sha256')
  const names = MADE_FROM.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(ROOT)])
  for (const name of names.sort())
    hasher
      .update(name)
      .update('\0')
      .update(readFileSync(join(ROOT, name)))
      .update('\0')
  return hasher.digest('hex')
}

function note(): string {
  const { size, mtimeMs } = statSync(EXECUTABLE)
  return `${source()} ${size} ${mtimeMs}`
}

function isCurrent(): boolean {
  try {
    return readFileSync(NOTE, 'utf8') === note()
  } catch (error) {
    if ((error as { code?: string }).code === 'ENOENT') return false
    throw error
  }
}

function build(): void {
  const { exitCode } = Bun.spawnSync(['npm', 'run', '--silent', 'build'], {
    cwd: ROOT,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (exitCode !== 0) process.exit(exitCode)
  writeFileSync(NOTE, note())
}

if (!isCurrent()) build()
