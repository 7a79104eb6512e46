import { afterAll, setDefaultTimeout } from 'bun:test'
import { stopClickHouse } from './clickhouse.ts'
import { stopPostgres } from './postgres.ts'
import { cleanUp } from './server.ts'

setDefaultTimeout(60_000)

afterAll(async () => {
  await stopPostgres()
  await stopClickHouse()
  await cleanUp()
})
