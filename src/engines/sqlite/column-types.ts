/** Column types as SQLite spells them. */
import { sql } from 'kysely'
import type { ColumnTypes } from '../sql/engine.ts'

export const sqliteTypes: ColumnTypes = {
  serial: sql`integer primary key autoincrement`,
  integer: sql`integer`,
  bytes: sql`blob`,
  text: sql`text`,
  moment: sql`text`,
  momentOf: (column) => sql`strftime('%Y-%m-%dT%H:%M:%fZ', ${sql.ref(column)} / 1000.0, 'unixepoch')`,
  flag: sql`integer`,
  clustered: sql`without rowid`,
  passing: sql``,
  byMonth: () => sql`without rowid`,
  makeMonth: async () => undefined,
  lock: async () => undefined,
  survey: async () => undefined,
  async countBehind(tx, table, number) {
    await sql`insert into sqlite_sequence (name, seq)
      select ${table}, 0 where not exists (select 1 from sqlite_sequence where name = ${table})`.execute(tx)
    await sql`update sqlite_sequence set seq = max(seq, ${number}) where name = ${table}`.execute(tx)
  },
}
