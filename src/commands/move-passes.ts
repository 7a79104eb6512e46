/** The passes of a move over all tables, with how far they are, and what they prove. */
import { copyTable, type Passed, type Proof, proveTable, type Sides } from '../moving/pass.ts'
import type { MovedTable } from '../ports.ts'
import { systemClock } from '../system.ts'
import { note, say } from './command.ts'
import { Progress } from './progress.ts'

type Pass<T> = (sides: Sides, table: MovedTable, passed: Passed) => Promise<T>

async function passOver<T>(sides: Sides, tables: MovedTable[], pass: Pass<T>): Promise<T[]> {
  let rows = 0
  for (const { name } of tables) rows += await sides.source.count(name)
  const progress = new Progress(process.stderr, systemClock, rows)
  const results: T[] = []
  try {
    for (const table of tables) {
      progress.begin(table.name)
      results.push(await pass(sides, table, (done) => progress.add(done)))
    }
  } finally {
    progress.clear()
  }
  progress.end()
  return results
}

/** Copies every table from a source that may change meanwhile. */
export async function copyAll(sides: Sides, tables: MovedTable[]): Promise<void> {
  await passOver(sides, tables, copyTable)
}

const DIGITS_SHOWN = 16
const number = (n: number) => n.toLocaleString('en')

const line = ({ table, ours, theirs, equal }: Proof) =>
  equal
    ? `${table.padEnd(18)} ${number(ours.rows).padStart(13)} rows  sha256 ${ours.digest.slice(0, DIGITS_SHOWN)}  equal`
    : `${table.padEnd(18)} ${number(ours.rows).padStart(13)} rows, there ${number(theirs.rows)}: NOT EQUAL`

/** Copies what is left from a source that stands still, and says of each table whether it is the same on both sides. */
export async function proveAll(sides: Sides, tables: MovedTable[]): Promise<boolean> {
  note('Copying the rest, and comparing everything.')
  const proofs = await passOver(sides, tables, proveTable)
  for (const proof of proofs) say(line(proof))
  const unequal = proofs.filter(({ equal }) => !equal)
  if (unequal.length > 0) {
    note(
      `Not moved: ${unequal.map(({ table }) => table).join(', ')} changed in PostgreSQL meanwhile. Does another program write there? The same command tries again.`,
    )
    return false
  }
  const rows = proofs.reduce((sum, { ours }) => sum + ours.rows, 0)
  say(`Both sides are equal: ${number(rows)} rows in ${proofs.length} tables.`)
  return true
}
