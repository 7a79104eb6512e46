/** Rows on their way from one engine to another. */

/** Kinds of values that engines keep each in their own way. */
export type ColumnKind = 'integer' | 'text' | 'moment' | 'flag' | 'bytes'

/** A table whose rows are moved from one engine to another. */
export interface MovedTable {
  name: string
  columns: { name: string; kind: ColumnKind }[]
  /** The columns of its primary key, numbers or texts, in their order. */
  key: string[]
}

export type Key = (number | string)[]

/** The rows of a table behind one key, up to and with another; null: from the first, to the last. */
export interface KeySpan {
  after: Key | null
  to: Key | null
}

/** What rows are compared by: how many, and a SHA-256 of all their values in the order of their keys. */
export interface Fingerprint {
  rows: number
  digest: string
}

/** A row: as one text that is the same on every engine, and as a JSON object of its columns. */
export interface MovedRow {
  text: string
  json: string
}

export interface MovedRows {
  fingerprint(table: MovedTable, span: KeySpan): Promise<Fingerprint>
  /** In the order of their keys. */
  rows(table: MovedTable, span: KeySpan): Promise<MovedRow[]>
  /** How many rows a table has. */
  count(table: string): Promise<number>
}

/** Where rows are moved from. */
export interface MoveSource extends MovedRows {
  /** Every table, with the names of its columns and of its key. */
  tables(): Promise<{ name: string; columns: string[]; key: string[] }[]>
  /** The key at which the next few thousand rows end; null where there are fewer left. */
  endAfter(table: MovedTable, after: Key | null): Promise<Key | null>
  /** The highest number that a table ever gave to a row by itself; 0 where it gives none. */
  highest(table: string): Promise<number>
}

/** Where rows are moved to. Of a row that it has it gives only the key as JSON. */
export interface MoveDestination extends MovedRows {
  /** The kinds of a table's columns; empty where there is no such table. */
  kinds(table: string): Promise<Map<string, ColumnKind>>
  /** Removes rows and adds others, all or nothing. Rows that stand in the way of the added ones go too. */
  replace(table: MovedTable, gone: MovedRow[], fresh: MovedRow[]): Promise<void>
}
