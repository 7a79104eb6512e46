/** The tables in ClickHouse, and how a database comes to have them. */

/** On one server or on the replicas of a cluster, and for how many blocks ClickHouse remembers tokens. */
export interface Layout {
  cluster: string | null
  /** Blocks of a table. A retry within them is found by its token, a later one by what is in the tables. */
  window: number
}

/** Blocks by whose tokens retries are known: a day of one each second. */
const WINDOW = 100_000

export const layoutOf = ({ cluster }: { cluster: string | null }): Layout => ({ cluster, window: WINDOW })

/** What follows a table's name where it is made, or dropped. */
export const onCluster = ({ cluster }: Layout) => (cluster === null ? '' : ` on cluster \`${cluster}\``)

function table(layout: Layout, name: string, engine: string, columns: string[], order: string): string {
  const { cluster, window } = layout
  const remembers =
    cluster === null ? 'non_replicated_deduplication_window' : 'replicated_deduplication_window'
  return `create table if not exists ${name}${onCluster(layout)} (${columns.join(', ')})
    engine = ${cluster === null ? '' : 'Replicated'}${engine} ${order}
    settings ${remembers} = ${window}, fsync_after_insert = 1, fsync_part_directory = 1`
}

const word = (name: string) => `${name} LowCardinality(String) codec(ZSTD(1))`

/** Single clicks, by link and time, in a partition for each UTC month. */
const clicks = (layout: Layout) =>
  table(
    layout,
    'clicks',
    'MergeTree',
    [
      'link Int64 codec(Delta, ZSTD(1))',
      'at Int64 codec(Delta, ZSTD(1))',
      'n Int64 codec(Delta, ZSTD(1))',
      ...['referrer', 'device', 'browser', 'os', 'country'].map(word),
      'bot UInt8 codec(ZSTD(1))',
      'visitor UInt64 codec(ZSTD(1))',
      'index positions n type minmax granularity 1',
    ],
    "partition by toYYYYMM(toDateTime(intDiv(at, 1000), 'UTC')) order by (link, at, n)",
  )

/** Every counter, in one table without partitions: what a part adds is one block, there whole or not at all. */
const counts = (layout: Layout) =>
  table(
    layout,
    'counts',
    'SummingMergeTree((clicks, bots, uniques))',
    [
      'kind UInt8',
      'link Int64 codec(Delta, ZSTD(1))',
      'at UInt32 codec(Delta, ZSTD(1))',
      'value String codec(ZSTD(1))',
      'clicks Int64 codec(T64, ZSTD(1))',
      'bots Int64 codec(T64, ZSTD(1))',
      'uniques Int64 codec(T64, ZSTD(1))',
    ],
    'order by (kind, link, at, value)',
  )

/** Who was seen on a link on a day, and in which quarter hour first. Emptied when the day is over. */
const visitors = (layout: Layout) =>
  table(
    layout,
    'visitors',
    'AggregatingMergeTree',
    [
      'day UInt16',
      'link Int64 codec(Delta, ZSTD(1))',
      'visitor UInt64 codec(ZSTD(1))',
      'slot SimpleAggregateFunction(min, UInt32) codec(Delta, ZSTD(1))',
    ],
    'partition by day order by (link, day, visitor)',
  )

/** Up to which quarter hour single clicks of a link were removed. */
const removals = (layout: Layout) =>
  table(
    layout,
    'removals',
    'AggregatingMergeTree',
    ['link Int64', 'slot SimpleAggregateFunction(max, UInt32)'],
    'order by link',
  )

/** Which migrations ran. */
export const migrationsTable = (layout: Layout) =>
  table(layout, 'migrations', 'MergeTree', ['name String'], 'order by name')

/** There while clicks are being moved into the database. */
export const movingTable = (layout: Layout) =>
  table(layout, 'fluxly_moving', 'MergeTree', ['name String'], 'order by name')

/** The tables that know of clicks. */
export const CLICK_TABLES = ['clicks', 'counts', 'visitors', 'removals'] as const

/** Each may run twice, or on two nodes at once. A released one is never changed; add another. */
export const MIGRATIONS: Record<string, ((layout: Layout) => string)[]> = {
  'clicks-1': [clicks, counts, visitors, removals],
}

/** The kinds of rows in `counts`. Values have a kind for each property: this, and the property's number. */
export const KIND = { part: 0, total: 1, slot: 2, closed: 3, values: 10 } as const
