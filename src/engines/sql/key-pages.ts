/** Going through whole tables. */
import { type QueryExecutorProvider, sql } from 'kysely'

/** Rows that are read at once. */
const AT_ONCE = 10_000

/** All rows of a table in the order of its key, some thousand at a time. The key is numbers that are not negative. */
export async function* keyPages<Row>(
  db: QueryExecutorProvider,
  table: string,
  key: readonly (keyof Row & string)[],
): AsyncGenerator<Row[]> {
  const columns = sql.join(key.map((name) => sql.ref(name)))
  for (let after: unknown[] = key.map(() => -1); ; ) {
    const { rows } =
      await sql<Row>`select * from ${sql.table(table)} where (${columns}) > (${sql.join(after)})
      order by ${columns} limit ${sql.lit(AT_ONCE)}`.execute(db)
    yield rows
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return
    after = key.map((name) => last[name])
  }
}
