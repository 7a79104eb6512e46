import { expect, test } from 'bun:test'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { app } from './app.ts'
import { readConfig } from './config/config.ts'
import { slugProblem } from './domain/slug.ts'
import { argon2idPasswords } from './engines/bun/passwords.ts'
import { memoryLimits } from './engines/memory/limits.ts'
import { firstSegments } from './http/router.ts'
import { openLog } from './log.ts'
import { findAssets } from './serving/assets.ts'
import { openStores } from './stores.ts'
import { systemClock, systemRandom } from './system.ts'

test('no link may take a word that the router answers', async () => {
  const config = readConfig({ FLUXLY_DATA_DIR: mkdtempSync(join(tmpdir(), 'fluxly-app-')) })
  const stores = await openStores(config, () => undefined)
  const { table } = app({
    config,
    stores,
    secret: 'a secret of at least thirty-two characters',
    mailer: { delivers: false, send: () => undefined },
    spool: { record: async () => undefined },
    built: await findAssets(),
    passwords: argon2idPasswords(),
    clock: systemClock,
    random: systemRandom,
    log: await openLog('silent'),
    readiness: () => 'ready',
    stopping: new AbortController().signal,
    limits: memoryLimits(systemClock),
    metrics: { text: async () => '' },
  })
  const words = firstSegments(table).map((segment) => segment.split('.')[0] ?? '')
  expect(words).toContain('api')
  for (const word of words) expect(slugProblem(word)).toContain('reserved')
  await stores.close()
})
