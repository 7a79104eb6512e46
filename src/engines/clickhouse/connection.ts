/** Talking to ClickHouse: questions, inserts and commands, and what it means when no answer comes. */
import {
  type ClickHouseClient,
  ClickHouseError,
  ClickHouseLogLevel,
  type ClickHouseSettings,
  createClient,
} from '@clickhouse/client'
import { Failure } from '../../domain/failure.ts'

/** A value as it is sent in a row. */
export type Value = number | string

/** Rows of one table, to be stored as one block. */
export interface Block {
  table: string
  columns: readonly string[]
  rows: Value[][]
  /** Under one token a block is stored once. */
  token: string
  /** The shard of a cluster that it is for; without, ClickHouse makes a block for each. */
  shard?: number
}

/** How long an answer is waited for, in milliseconds. */
export const QUESTION = 10_000
const INSERT = 60_000
const COMMAND = 3_600_000
/** The same of a migration. */
export const MIGRATION = 60_000

/** What makes a block arrive whole or not at all, at once, once, and on as many replicas as keep it. */
const WHOLE_BLOCK: ClickHouseSettings = {
  async_insert: 0,
  input_format_parallel_parsing: 0,
  max_insert_block_size: '4194304',
  min_insert_block_size_rows: '0',
  min_insert_block_size_bytes: '0',
  max_partitions_per_insert_block: '0',
  insert_deduplicate: 1,
}
/** No server keeps a block for later, or for another: it is with the shard, and with most of its replicas, or refused. */
const ON_CLUSTER: ClickHouseSettings = {
  insert_quorum: 'auto',
  insert_quorum_parallel: 1,
  distributed_foreground_insert: 1,
}

const ANSWERS: ClickHouseSettings = {
  output_format_json_quote_64bit_integers: 0,
  max_query_size: '100000000',
}

/** Errors of ClickHouse that are the world's: overload, no room, no Keeper, no right, wrong password, no such database. */
const PASSING = new Set(
  '159 160 202 203 209 210 241 242 243 252 279 285 289 319 425 439 497 516 81 999'.split(' '),
)

const isPassing = (error: unknown) => !(error instanceof ClickHouseError) || PASSING.has(error.code)

function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return message?.split('\n')[0]?.slice(0, 300) || code || 'no answer'
}

/** The refusal of what needs ClickHouse while it is away. */
export const away = (error: unknown) =>
  Object.assign(
    new Failure(
      'unavailable',
      'Statistics cannot be read right now: ClickHouse does not answer. Try again in a moment.',
      {
        retryAfter: 5,
      },
    ),
    { cause: error, toString: () => `ClickHouse does not answer: ${reasonOf(error)}` },
  )

/** An answer, or the refusal after so many milliseconds. */
export function within<T>(patience: number, answer: Promise<T>): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(away(new Error('no answer in time'))), patience)
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}

/** What can be asked of a database. */
export interface Database {
  /** The rows that answer a question. */
  ask<Row>(query: string, values?: Record<string, Value>): Promise<Row[]>
  /** The same, for questions over everything. */
  study<Row>(query: string): Promise<Row[]>
  /** Stores a block; one that was stored before under its token is not stored again. */
  insert(block: Block): Promise<void>
  command(query: string): Promise<void>
}

export class Connection implements Database {
  readonly #client: ClickHouseClient
  readonly #isCluster: boolean
  readonly #lost: (error: unknown) => void
  #isLost = false

  /** `lost` hears of it once each time ClickHouse stops answering. */
  constructor(url: string, isCluster: boolean, lost: (error: unknown) => void) {
    this.#client = createClient({ url, request_timeout: COMMAND, log: { level: ClickHouseLogLevel.OFF } })
    this.#isCluster = isCluster
    this.#lost = lost
  }

  ask<Row>(query: string, values: Record<string, Value> = {}, patience = QUESTION): Promise<Row[]> {
    return this.#try(patience, async (abort_signal) => {
      const asked = {
        query,
        query_params: values,
        format: 'JSONEachRow',
        clickhouse_settings: ANSWERS,
        abort_signal,
      } as const
      return (await this.#client.query(asked)).json<Row>()
    })
  }

  study = <Row>(query: string) => this.ask<Row>(query, {}, COMMAND)

  async insert({ table, columns, rows, token, shard = 0 }: Block): Promise<void> {
    if (rows.length === 0) return
    const settings = {
      ...WHOLE_BLOCK,
      ...(this.#isCluster ? { ...ON_CLUSTER, insert_shard_id: String(shard) } : {}),
      insert_deduplication_token: token,
    }
    await this.#try(INSERT, (abort_signal) =>
      this.#client.insert({
        table,
        columns: columns as [string, ...string[]],
        values: rows,
        format: 'JSONCompactEachRow',
        clickhouse_settings: settings,
        abort_signal,
      }),
    )
  }

  async command(query: string, patience = COMMAND): Promise<void> {
    await this.#try(patience, (abort_signal) => this.#client.command({ query, abort_signal }))
  }

  close = () => this.#client.close()

  async #try<T>(patience: number, act: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      const result = await act(AbortSignal.timeout(patience))
      this.#isLost = false
      return result
    } catch (error) {
      if (!isPassing(error)) throw error
      if (!this.#isLost) this.#lost(error)
      this.#isLost = true
      throw away(error)
    }
  }
}
