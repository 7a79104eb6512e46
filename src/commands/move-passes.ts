/** The passes of a move over all tables, with how far they are, and what they prove. */
import { copyTable, type Passed, type Proof, proveTable, type Sides } from '../moving/pass.ts'
import { movedTables } from '../moving/tables.ts'
import type { MoveDestination, MovedTable, MoveSource } from '../ports/moving.ts'
import { systemClock } from '../system.ts'
import { note, say } from './command.ts'
import { Progress } from './progress.ts'

/** Tables, and between which sides they go. */
export interface Leg extends Sides {
  tables: MovedTable[]
}

/** The leg of all tables of a source, but those that are left out. */
export async function legOf(
  source: MoveSource,
  destination: MoveDestination,
  leftOut: readonly string[] = [],
): Promise<Leg> {
  const tables = await movedTables(source, destination)
  return { source, destination, tables: tables.filter(({ name }) => !leftOut.includes(name)) }
}

type Pass<T> = (sides: Sides, table: MovedTable, passed: Passed) => Promise<T>

async function passOver<T>(legs: Leg[], pass: Pass<T>): Promise<T[]> {
  const stages = legs.flatMap((leg) => leg.tables.map((table) => ({ leg, table })))
  let rows = 0
  for (const { leg, table } of stages) rows += await leg.source.count(table.name)
  const progress = new Progress(process.stderr, systemClock, rows)
  const results: T[] = []
  try {
    for (const { leg, table } of stages) {
      progress.begin(table.name)
      results.push(await pass(leg, table, (done) => progress.add(done)))
    }
  } finally {
    progress.clear()
  }
  progress.end()
  return results
}

/** Copies every table from sources that may change meanwhile. */
export async function copyAll(legs: Leg[]): Promise<void> {
  await passOver(legs, copyTable)
}

const DIGITS_SHOWN = 16
const number = (n: number) => n.toLocaleString('en')

const line = ({ table, ours, theirs, equal }: Proof) =>
  equal
    ? `${table.padEnd(18)} ${number(ours.rows).padStart(13)} rows  sha256 ${ours.digest.slice(0, DIGITS_SHOWN)}  equal`
    : `${table.padEnd(18)} ${number(ours.rows).padStart(13)} rows, there ${number(theirs.rows)}: NOT EQUAL`

/** Copies what is left from sources that stand still, and says of each table whether it is the same on both sides. */
export async function proveAll(legs: Leg[]): Promise<boolean> {
  note('Copying the rest, and comparing everything.')
  const proofs = await passOver(legs, proveTable)
  for (const proof of proofs) say(line(proof))
  const unequal = proofs.filter(({ equal }) => !equal)
  if (unequal.length > 0) {
    note(
      `Not moved: ${unequal.map(({ table }) => table).join(', ')} changed where they went. Does another program write there? The same command tries again.`,
    )
    return false
  }
  const rows = proofs.reduce((sum, { ours }) => sum + ours.rows, 0)
  say(`Both sides are equal: ${number(rows)} rows in ${proofs.length} tables.`)
  return true
}
