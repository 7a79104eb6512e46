/** Which tables are moved, as the source has them and the destination spells them. */
import type { MoveDestination, MovedTable, MoveSource } from '../ports/moving.ts'

/** The two sides do not have the same tables: they are not of one version. */
export class TablesDiffer extends Error {}

async function described(
  { name, columns, key }: Awaited<ReturnType<MoveSource['tables']>>[number],
  destination: MoveDestination,
): Promise<MovedTable> {
  const kinds = await destination.kinds(name)
  const spelled = columns.flatMap((column) => {
    const kind = kinds.get(column)
    return kind ? [{ name: column, kind }] : []
  })
  if (spelled.length !== columns.length || kinds.size !== columns.length)
    throw new TablesDiffer(`The table ${name} does not have the same columns on both sides.`)
  return { name, columns: spelled, key }
}

/** Every table of the source. Throws {@link TablesDiffer} where the destination has others. */
export async function movedTables(source: MoveSource, destination: MoveDestination): Promise<MovedTable[]> {
  const tables: MovedTable[] = []
  for (const table of await source.tables()) tables.push(await described(table, destination))
  return tables
}
