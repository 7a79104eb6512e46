/**
 * One pass over a table: a few thousand rows at a time are compared by their fingerprints, and where these differ, the
 * rows that do are written anew. So a pass goes on where another was interrupted, and finds what changed meanwhile.
 */
import type {
  Fingerprint,
  Key,
  KeySpan,
  MoveDestination,
  MovedRow,
  MovedTable,
  MoveSource,
} from '../ports/moving.ts'

export interface Sides {
  source: MoveSource
  destination: MoveDestination
}

/** Hears of rows that are done with. */
export type Passed = (rows: number) => void

interface Compared {
  span: KeySpan
  ours: Fingerprint
  theirs: Fingerprint
}

const same = (ours: Fingerprint, theirs: Fingerprint) =>
  ours.rows === theirs.rows && ours.digest === theirs.digest

/** Resolves when what was asked before has left, so that both sides compute at the same time. */
const asked = () => new Promise((done) => setImmediate(done))

/** The fingerprints of a table on both sides, piece by piece. */
async function* compared({ source, destination }: Sides, table: MovedTable): AsyncGenerator<Compared> {
  let after: Key | null = null
  do {
    const to: Key | null = await source.endAfter(table, after)
    const span: KeySpan = { after, to }
    const [theirs, ours] = await Promise.all([
      destination.fingerprint(table, span),
      asked().then(() => source.fingerprint(table, span)),
    ])
    yield { span, ours, theirs }
    after = to
  } while (after !== null)
}

async function repair({ source, destination }: Sides, table: MovedTable, { span, theirs }: Compared) {
  const there = theirs.rows === 0 ? [] : await destination.rows(table, span)
  const wanted = await source.rows(table, span)
  const missingIn = (rows: MovedRow[]) => {
    const texts = new Set(rows.map(({ text }) => text))
    return ({ text }: MovedRow) => !texts.has(text)
  }
  await destination.replace(table, there.filter(missingIn(wanted)), wanted.filter(missingIn(there)))
}

/** Makes the destination's rows those of a source that may change meanwhile: what it misses the next pass finds. */
export async function copyTable(sides: Sides, table: MovedTable, passed: Passed): Promise<void> {
  for await (const piece of compared(sides, table)) {
    if (!same(piece.ours, piece.theirs)) await repair(sides, table, piece)
    passed(piece.ours.rows)
  }
}

/** A table on both sides. The digests are over those of its pieces. */
export interface Proof {
  table: string
  ours: Fingerprint
  theirs: Fingerprint
  equal: boolean
}

/** Makes the destination's rows those of a source that stands still, and reads what it wrote again. */
export async function proveTable(sides: Sides, table: MovedTable, passed: Passed): Promise<Proof> {
  const [ours, theirs] = [new Bun.CryptoHasher('sha256'), new Bun.CryptoHasher('sha256')]
  let rows = 0
  for await (const piece of compared(sides, table)) {
    let found = piece.theirs
    if (!same(piece.ours, found)) {
      await repair(sides, table, piece)
      found = await sides.destination.fingerprint(table, piece.span)
    }
    ours.update(piece.ours.digest)
    theirs.update(found.digest)
    rows += piece.ours.rows
    passed(piece.ours.rows)
  }
  const proof = {
    table: table.name,
    ours: { rows, digest: ours.digest('hex') },
    theirs: { rows: await sides.destination.count(table.name), digest: theirs.digest('hex') },
  }
  return { ...proof, equal: same(proof.ours, proof.theirs) }
}
