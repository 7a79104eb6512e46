import { afterAll, setDefaultTimeout } from 'bun:test'
import { stopPostgres } from './postgres.ts'
import { cleanUp } from './server.ts'

setDefaultTimeout(60_000)

afterAll(async () => {
  await stopPostgres()
  await cleanUp()
})
