/** What test/faults/sync-of-links.test.ts says of a server holds with workers too. */
import { useWorkers } from '../support/workers.ts'

useWorkers(2)
await import('../faults/sync-of-links.test.ts')
