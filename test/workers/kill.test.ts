/** What test/faults/kill.test.ts says of a server holds with workers too. */
import { afterAll, beforeAll } from 'bun:test'
import { useWorkers } from '../support/server.ts'

beforeAll(() => useWorkers(2))
afterAll(() => useWorkers(1))
await import('../faults/kill.test.ts')
