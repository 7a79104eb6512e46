/** Links with a past: written through the stores while their server is down, for what no visit can make. */
import type { Click } from '../../src/domain/click.ts'
import { DAY, HOUR } from '../../src/domain/moment.ts'
import { openStores } from '../../src/stores.ts'
import type { TestServer, TestUser } from './server.ts'
import { someLink, store } from './stores.ts'

export interface Past {
  slug: string
  target: string
  /** How many days ago the link was made. */
  days: number
  /** Clicks of an ordinary day. */
  perDay: number
}

const REFERRERS = [
  'direct',
  'direct',
  'direct',
  'news.example.com',
  'news.example.com',
  'search.example.org',
  'search.example.org',
  'social.example',
  'social.example',
  'mail.example.net',
  'blog.example.dev',
  'forum.example.io',
  'com.example.reader',
  'partner.example.co.uk',
  'wiki.example.org',
]
const COUNTRIES = ['DE', 'DE', 'DE', 'US', 'US', 'FR', 'GB', 'NL', 'AT', 'CH', 'JP', 'BR', '']
const AGENTS = [
  ['desktop', 'Chrome', 'Windows'],
  ['desktop', 'Chrome', 'Windows'],
  ['desktop', 'Firefox', 'Linux'],
  ['desktop', 'Safari', 'macOS'],
  ['desktop', 'Microsoft Edge', 'Windows'],
  ['mobile', 'Chrome', 'Android'],
  ['mobile', 'Chrome', 'Android'],
  ['mobile', 'Safari', 'iOS'],
  ['mobile', 'Safari', 'iOS'],
  ['mobile', 'Samsung Internet for Android', 'Android'],
  ['tablet', 'Safari', 'iOS'],
] as const

/** Numbers from 0 to 1 that look like chance, and are the same every time. */
function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

const pick = <T>(from: readonly T[], next: () => number): T => from[Math.floor(next() * from.length)] as T

function someClick(link: number, at: number, next: () => number): Click {
  const bot = next() < 0.08
  const [device, browser, os] = pick(AGENTS, next)
  const agent = bot
    ? ({ device: 'other', browser: 'Googlebot', os: 'Other' } as const)
    : { device, browser, os }
  return {
    link,
    at,
    traits: {
      ...agent,
      bot,
      referrer: bot ? 'direct' : pick(REFERRERS, next),
      country: pick(COUNTRIES, next),
      visitor: Math.floor(next() * 4_000),
    },
  }
}

/** More on working days, in waves, and by day rather than by night. */
function clicksOf(link: number, { days, perDay }: Past, now: number): Click[] {
  const next = chance(link + days)
  const clicks: Click[] = []
  for (let ago = days; ago >= 0; ago--) {
    const weekday = new Date(now - ago * DAY).getUTCDay()
    const rest = weekday === 0 || weekday === 6 ? 0.45 : 1
    const wave = 1 + 0.5 * Math.sin(ago / 5) + (ago % 19 === 4 ? 1.4 : 0)
    const today = Math.round(perDay * rest * wave * (0.8 + 0.4 * next()))
    for (let n = 0; n < today; n++) {
      const hour = 12 + 9 * (next() + next() - 1)
      const at = Math.floor((now - ago * DAY) / DAY) * DAY + Math.floor(hour * HOUR)
      if (at < now) clicks.push(someClick(link, at, next))
    }
  }
  return clicks
}

/** Gives a user links with clicks on every day since they were made. The server is stopped for it, and started again. The links' ids. */
export async function writePast(
  server: TestServer,
  user: TestUser,
  pasts: Past[],
  now = Date.now(),
): Promise<string[]> {
  await server.end()
  const dataDir = server.env.FLUXLY_DATA_DIR ?? ''
  const stores = await openStores({ dataDir, databaseUrl: null }, (message, error) => {
    throw new Error(message, { cause: error })
  })
  const ids: string[] = []
  for (const past of pasts) {
    const link = someLink(user.id, {
      slug: past.slug,
      target: past.target,
      createdAt: now - past.days * DAY,
    })
    await store(stores, link)
    const stored = await stores.links.find(user.id, link.id)
    if (!stored) throw new Error('The link was not stored.')
    await stores.clicks.fold(`past-${link.id}`, clicksOf(stored.pk, past, now), now)
    ids.push(link.id)
  }
  await stores.close()
  await server.restart()
  return ids
}
