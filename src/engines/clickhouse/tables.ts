/** The tables in ClickHouse, and how a database comes to have them. */

/** On one server or on the shards and replicas of a cluster, and for how many blocks ClickHouse remembers tokens. */
export interface Layout {
  cluster: string | null
  database: string
  /** Blocks of a table. A retry within them is found by its token, a later one by what is in the tables. */
  window: number
}

/** Blocks by whose tokens retries are known: a day of one each second. */
const WINDOW = 100_000

export const layoutOf = ({ url, cluster }: { url: string; cluster: string | null }): Layout => ({
  cluster,
  database: new URL(url).pathname.slice(1),
  window: WINDOW,
})

/** What follows a table's name where it is made, or dropped. */
export const onCluster = ({ cluster }: Layout) => (cluster === null ? '' : ` on cluster \`${cluster}\``)

/** The table that keeps the rows, with `on cluster` behind it: on a cluster that of each shard, else the one there is. */
export const keeperOf = (layout: Layout, name: string) =>
  layout.cluster === null ? name : `${name}_shard${onCluster(layout)}`

/** A removal is seen at once where it was asked for. A replica that is away removes when it is back, and holds up nobody. */
export const REMOVING =
  "lightweight_deletes_sync = 1, distributed_ddl_output_mode = 'null_status_on_timeout', distributed_ddl_task_timeout = 30"

/** In a row of a table, the number of the shard that it is on. */
export const shardColumn = ({ cluster }: Layout) => (cluster === null ? '1' : '_shard_num')

interface Definition {
  name: string
  engine: string
  columns: string[]
  order: string
  /** What decides of a row to which shard it goes. */
  by: string
}

/** The statements that make a table. On a cluster it is the shards' tables as one. */
function table(layout: Layout, { name, engine, columns, order, by }: Definition): string[] {
  const { cluster, database, window } = layout
  const remembers =
    cluster === null ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window'
  const kept = `create table if not exists ${keeperOf(layout, name)} (${columns.join(', ')})
    engine = ${cluster === null ? '' : 'Replicated'}${engine} ${order}
    settings ${remembers} = ${window}, fsync_after_insert = 1, fsync_part_directory = 1`
  if (cluster === null) return [kept]
  return [
    kept,
    `create table if not exists ${name}${onCluster(layout)} as ${name}_shard
     engine = Distributed('${cluster}', '${database}', '${name}_shard', ${by})`,
  ]
}

const word = (name: string) => `${name} LowCardinality(String) codec(ZSTD(1))`

/** Single clicks, by link and time, in a partition for each UTC month. */
const clicks = (layout: Layout) =>
  table(layout, {
    name: 'clicks',
    engine: 'MergeTree',
    columns: [
      'link Int64 codec(Delta, ZSTD(1))',
      'at Int64 codec(Delta, ZSTD(1))',
      'n Int64 codec(Delta, ZSTD(1))',
      ...['referrer', 'device', 'browser', 'os', 'country'].map(word),
      'bot UInt8 codec(ZSTD(1))',
      'visitor UInt64 codec(ZSTD(1))',
      'index positions n type minmax granularity 1',
    ],
    order: "partition by toYYYYMM(toDateTime(intDiv(at, 1000), 'UTC')) order by (link, at, n)",
    by: 'link',
  })

/** Every counter, in one table without partitions: what a part adds is one block, there whole or not at all. */
const counts = (layout: Layout) =>
  table(layout, {
    name: 'counts',
    engine: 'SummingMergeTree((clicks, bots, uniques))',
    columns: [
      'kind UInt8',
      'link Int64 codec(Delta, ZSTD(1))',
      'at UInt32 codec(Delta, ZSTD(1))',
      'value String codec(ZSTD(1))',
      'clicks Int64 codec(T64, ZSTD(1))',
      'bots Int64 codec(T64, ZSTD(1))',
      'uniques Int64 codec(T64, ZSTD(1))',
    ],
    order: 'order by (kind, link, at, value)',
    by: 'link',
  })

/** Who was seen on a link on a day, and in which quarter hour first. Emptied when the day is over. */
const visitors = (layout: Layout) =>
  table(layout, {
    name: 'visitors',
    engine: 'AggregatingMergeTree',
    columns: [
      'day UInt16',
      'link Int64 codec(Delta, ZSTD(1))',
      'visitor UInt64 codec(ZSTD(1))',
      'slot SimpleAggregateFunction(min, UInt32) codec(Delta, ZSTD(1))',
    ],
    order: 'partition by day order by (link, day, visitor)',
    by: 'link',
  })

/** Up to which quarter hour single clicks of a link were removed. */
const removals = (layout: Layout) =>
  table(layout, {
    name: 'removals',
    engine: 'AggregatingMergeTree',
    columns: ['link Int64', 'slot SimpleAggregateFunction(max, UInt32)'],
    order: 'order by link',
    by: 'link',
  })

/** Which migrations ran: kept by the first shard. */
export const migrationsTable = (layout: Layout) =>
  table(layout, {
    name: 'migrations',
    engine: 'MergeTree',
    columns: ['name String'],
    order: 'order by name',
    by: '0',
  })

/** There while clicks are being moved into the database: empty, on every server. */
export const movingTable = (layout: Layout) =>
  `create table if not exists fluxly_moving${onCluster(layout)} (name String) engine = MergeTree order by name`

/** The tables that know of clicks. */
export const CLICK_TABLES = ['clicks', 'counts', 'visitors', 'removals'] as const

/** Each may run twice, or on two nodes at once. A released one is never changed; add another. */
export const MIGRATIONS: Record<string, ((layout: Layout) => string[])[]> = {
  'clicks-1': [clicks, counts, visitors, removals],
}

/** The kinds of rows in `counts`. Values have a kind for each property: this, and the property's number. */
export const KIND = { part: 0, total: 1, slot: 2, closed: 3, values: 10 } as const
