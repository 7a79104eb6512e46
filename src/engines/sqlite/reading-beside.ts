/** Reads beside a connection that writes. */
import type { Database } from 'bun:sqlite'
import type { Compilable } from 'kysely'
import type { PreparedQuery } from '../sql/engine.ts'
import { openReader } from './reader.ts'

export type ReadingBeside = ReturnType<typeof readingBeside>

/** Prepares queries on a connection of their own, which is opened for the first: the other may be inside a transaction. */
export function readingBeside(path: string) {
  let reader: Database | null = null
  function open(): Database {
    reader ??= openReader(path)
    return reader
  }
  return {
    open,
    async hasTable(name: string) {
      const table = open().query<unknown, [string]>(
        `select 1 from sqlite_master where type = 'table' and name = ?`,
      )
      return table.get(name) !== null
    },
    prepare<Row>(query: Compilable<Row>): PreparedQuery<Row> {
      const statement = open().query<Row, (string | number)[]>(query.compile().sql)
      return (...parameters) => statement.all(...parameters)
    },
    close: () => reader?.close(),
  }
}
