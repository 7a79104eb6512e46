/** ClickHouse as what clicks are moved to. */
import type { Fingerprint, KeySpan, MoveDestination, MovedRow, MovedTable } from '../../ports/moving.ts'
import { chunksOf } from '../sql/lists.ts'
import { type Cell, MOVED_CLICKS, textOf } from '../sql/moved-clicks.ts'
import type { Database, Value } from './connection.ts'
import { type MovedView, VIEWS, viewOf } from './moved-rows.ts'
import { keeperOf, type Layout, REMOVING } from './tables.ts'

const EVERYTHING: KeySpan = { after: null, to: null }
/** Rows that one statement removes. */
const REMOVED_AT_ONCE = 2_000

const viewFor = ({ name }: Pick<MovedTable, 'name'>) => VIEWS[name] as MovedView

/** What {@link textOf} makes of a row, in ClickHouse. A row that is there twice is none that was wanted. */
const rowText = ({ columns }: MovedTable) =>
  `concat(${columns
    .map(({ kind }, at) => (kind === 'text' ? `lower(hex(c${at}))` : `toString(c${at})`))
    .join(`, ' ', `)}, if(copies = 1, '', concat(' times ', toString(copies))))`

/** In order, whoever computes it. */
const DIGEST = `lower(hex(SHA256(arrayStringConcat(arraySort(groupArray(text)), '\\n'))))`

function cellsOf({ columns }: MovedTable, { json }: MovedRow): Cell[] {
  const row = JSON.parse(json) as Record<string, Cell>
  return columns.map(({ name }) => row[name] as Cell)
}

const literal = (cell: Cell | undefined) => String(Number(cell))

export function clickHouseMoveDestination(database: Database, layout: Layout): MoveDestination {
  /** How often the same block was sent. */
  const sent = new Map<string, number>()

  /**
   * A block's token is made of what is in it: one that a killed mover sent, and that comes late, is stored once with
   * ours. If what we sent is missing all the same, somebody took it away, and it is sent under another token.
   */
  function tokenOf(table: string, rows: Value[][]): string {
    const digest = new Bun.CryptoHasher('sha256').update(`${table} ${JSON.stringify(rows)}`).digest('hex')
    const times = sent.get(digest) ?? 0
    sent.set(digest, times + 1)
    return times === 0 ? `moved ${digest}` : `moved ${digest} again ${times} ${crypto.randomUUID()}`
  }

  async function remove(view: MovedView, rows: Cell[][]): Promise<void> {
    for (const chunk of chunksOf(rows, REMOVED_AT_ONCE)) {
      const keys = chunk.map((cells) => `(${view.key.map((_, at) => literal(cells[at])).join(', ')})`)
      await database.command(
        `delete from ${keeperOf(layout, view.table)} where (${view.key.join(', ')}) in (${keys.join(', ')})
         settings ${REMOVING}`,
      )
    }
  }

  const add = (view: MovedView, rows: Value[][]) =>
    database.insert({ table: view.table, columns: view.columns, rows, token: tokenOf(view.table, rows) })

  const less = ({ counted }: MovedView, cells: Cell[]) =>
    cells.map((cell, at) => (counted.includes(at) ? -Number(cell) : cell))

  return {
    kinds: async (table) => {
      const moved = MOVED_CLICKS.find(({ name }) => name === table)
      return new Map(moved?.columns.map(({ name, kind }) => [name, kind]))
    },

    async count(name) {
      const [row] = await database.study<{ rows: number }>(
        `select sum(copies) as rows from (${viewOf(viewFor({ name }), EVERYTHING)}) settings optimize_aggregation_in_order = 1`,
      )
      return row?.rows ?? 0
    },

    async fingerprint(table, span) {
      const [row] = await database.study<Fingerprint>(
        `select count() as rows, ${DIGEST} as digest from (select ${rowText(table)} as text from (${viewOf(viewFor(table), span)}))`,
      )
      return row ?? { rows: 0, digest: '' }
    },

    async rows(table, span) {
      const columns = table.columns.map(({ name }, at) => `c${at} as ${name}`)
      const found = await database.study<Record<string, Cell> & { text: string }>(
        `select ${rowText(table)} as text, ${columns.join(', ')} from (${viewOf(viewFor(table), span)})`,
      )
      return found.map(({ text, ...row }) => ({ text, json: JSON.stringify(row) }))
    },

    /** Counters are put right by one block that adds the difference; other rows are removed first. */
    async replace(table, gone, fresh) {
      const view = viewFor(table)
      const [before, after] = [gone, fresh].map((rows) => rows.map((row) => cellsOf(table, row))) as [
        Cell[][],
        Cell[][],
      ]
      if (view.counted.length > 0)
        return add(view, [...before.map((cells) => less(view, cells)), ...after].map(view.row))
      await remove(view, before)
      return add(view, after.map(view.row))
    },
  }
}
