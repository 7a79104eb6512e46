/** Which shard of a cluster takes a link. A node sends each shard its own rows, so that a part's block is there whole or not at all. */
import { DatabaseRefused } from '../sql/refused.ts'
import type { Database, Value } from './connection.ts'
import type { Layout } from './tables.ts'

/** Links take these places in turn, as ClickHouse itself divides them; each is the number of a shard. One server is one shard. */
export type Places = readonly number[]

export const shardOf = (places: Places, link: number) => places[link % places.length] as number

export const shardsOf = (places: Places) => [...new Set(places)]

/** How places are named in a mark; of one shard there is nothing to say. */
export const nameOf = (places: Places) => (places.length === 1 ? '' : places.join(','))

export const placesNamed = (name: string): Places => (name === '' ? [1] : name.split(',').map(Number))

/** The rows of one shard. `at`: where the link is in a row. */
export const rowsOf = (shard: number, places: Places, rows: Value[][], at: number) =>
  places.length === 1 ? rows : rows.filter((row) => shardOf(places, Number(row[at])) === shard)

/** As they are in the settings of the server that is asked: a shard of twice the weight has two places. */
export async function placesNow(database: Database, { cluster }: Layout): Promise<Places> {
  if (cluster === null) return [1]
  const shards = await database.ask<{ shard: number; weight: number }>(
    `select shard_num as shard, any(shard_weight) as weight from system.clusters
     where cluster = {cluster:String} group by shard order by shard`,
    { cluster },
  )
  if (shards.length === 0)
    throw new DatabaseRefused(
      `ClickHouse does not know the cluster ${cluster} that CLICKHOUSE_CLUSTER names.`,
    )
  return shards.flatMap(({ shard, weight }) => new Array<number>(weight).fill(shard))
}
