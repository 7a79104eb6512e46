/**
 * What a single engine can show of a cluster. `fluxly` is a real one of one shard: its tables are ClickHouse's own
 * `Distributed`. `pair` has two shards, which are two tables of the same server, read as one by `Merge`; statements are
 * rewritten so that each goes where a cluster would carry it out. Nothing is replicated: that takes Keeper, and servers.
 */

const ITSELF = `<shard><internal_replication>true</internal_replication>
  <replica><host>127.0.0.1</host><port>9000</port></replica></shard>`

/** What waits for a table's mutations looks again after up to a second, by chance; a test would only wait for it. In seconds. */
const AWAKE = `<background_processing_pool_task_sleep_seconds_when_no_work_random_part>0.05</background_processing_pool_task_sleep_seconds_when_no_work_random_part>`

/** The engine's settings. */
export const CLUSTERS = `<clickhouse>
  <tcp_port>9000</tcp_port>
  ${AWAKE}
  <remote_servers><fluxly>${ITSELF}</fluxly><pair>${ITSELF}${ITSELF}</pair></remote_servers>
</clickhouse>`

/** Whether a statement speaks of the cluster of two shards. */
export const isForPair = (statement: string) => statement.includes('on cluster `pair`')

/** A statement without what only servers with a Keeper do. */
export const withoutKeeper = (statement: string) =>
  statement
    .replace(/ on cluster `\w+`/g, '')
    .replace(/^(\s*engine = )Replicated/m, '$1')
    .replace(/\breplicated_deduplication_window/, 'non_replicated_deduplication_window')

/** A statement on two shards: on each one's table, on that of one, or on both as one. */
export function asPair(statement: string, shard: string): string[] {
  if (/^insert into \w+_shard/i.test(statement)) return [statement]
  if (/^insert into/i.test(statement))
    return [statement.replace(/^insert into (\w+)/i, `insert into $1_shard_${shard === '2' ? 2 : 1}`)]
  const distributed = /engine = Distributed\('pair', '(\w+)', '(\w+_shard)', .*\)/.exec(statement)
  if (distributed) {
    const [engine, database, table] = distributed
    return [
      statement
        .replace(`as ${table}`, `as ${table}_1`)
        .replace(engine, () => `engine = Merge('${database}', '^${table}_[12]$')`),
    ]
  }
  if (/\w+_shard\b/.test(statement))
    return [1, 2].map((number) => statement.replace(/\b(\w+_shard)\b/g, `$1_${number}`))
  return [statement.replaceAll('_shard_num', 'toUInt32(right(_table, 1))')]
}
