/** Lists of links in SQL: pages by number, and searches that let others through. */
import { setImmediate } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { asStored } from '../../domain/link.ts'
import type { LinkChoice, Links } from '../../ports/links.ts'
import { living, toLink } from './link-rows.ts'
import type { LinksSchema } from './links-schema.ts'
import { eitherHolds } from './search.ts'

/** A {@link LinkChoice} from the links of one user, or of all (null). */
interface Choice extends LinkChoice {
  userId: string | null
}

/** Links in the order of a choice: those after one number, up to and with another. */
interface Stretch {
  after: number | null
  upTo: number | null
}

const ALL: LinkChoice = { search: null, order: 'newest' }
const ORDERS = {
  newest: { after: '<', upTo: '>=', direction: 'desc' },
  oldest: { after: '>', upTo: '<=', direction: 'asc' },
} as const

/** How many links the first statement of a search looks through, and how many any does: SQLite answers nobody meanwhile. */
const SEARCHED = { first: 256, most: 16_384 }

/** Reads pages of links: at once where all are wanted, else in stretches, and in between others are answered. */
function linkPages(db: Kysely<LinksSchema>) {
  const chosen = ({ userId, search, order }: Choice, { after, upTo }: Stretch) =>
    living(db)
      .$if(userId !== null, (links) => links.where('links.user_id', '=', userId as string))
      .$if(search !== null, (links) =>
        links.where(eitherHolds('links.slug', 'links.target', asStored(search as string))),
      )
      .$if(after !== null, (links) => links.where('links.pk', ORDERS[order].after, after as number))
      .$if(upTo !== null, (links) => links.where('links.pk', ORDERS[order].upTo, upTo as number))
      .orderBy('links.pk', ORDERS[order].direction)

  /** The number of the link at which a stretch of so many ends, deleted ones included; null where fewer are left. */
  async function endOf({ userId, order }: Choice, after: number | null, length: number) {
    const ahead = db
      .selectFrom('links')
      .select('pk')
      .$if(userId !== null, (links) => links.where('user_id', '=', userId as string))
      .$if(after !== null, (links) => links.where('pk', ORDERS[order].after, after as number))
      .orderBy('pk', ORDERS[order].direction)
    const row = await ahead
      .limit(1)
      .offset(length - 1)
      .executeTakeFirst()
    return row?.pk ?? null
  }

  type Ask<Row> = (links: ReturnType<typeof chosen>) => { execute(): Promise<Row[]> }

  /** At most `limit` rows of a choice, after a number, in the form that `ask` gives them. */
  return async function read<Row>(choice: Choice, limit: number, after: number | null, ask: Ask<Row>) {
    if (choice.search === null) return ask(chosen(choice, { after, upTo: null }).limit(limit)).execute()
    const found: Row[] = []
    let from = after
    for (let length = SEARCHED.first; ; length = Math.min(4 * length, SEARCHED.most)) {
      const upTo = await endOf(choice, from, length)
      const links = chosen(choice, { after: from, upTo }).limit(limit - found.length)
      found.push(...(await ask(links).execute()))
      if (upTo === null || found.length >= limit) return found
      from = upTo
      await setImmediate()
    }
  }
}

type LinkLists = Pick<Links, 'list' | 'matching' | 'numberOf' | 'numbered' | 'listAll'>

/** The part of {@link Links} that reads many at a time. */
export function linkLists(db: Kysely<LinksSchema>): LinkLists {
  const read = linkPages(db)
  const ofId = (id: string) => db.selectFrom('links').select('pk').where('id', '=', id)

  async function numberOf(userId: string, id: string): Promise<number | null> {
    const row = await ofId(id).where('user_id', '=', userId).executeTakeFirst()
    return row?.pk ?? null
  }

  return {
    numberOf,

    async list(userId, limit, after, choice = ALL) {
      const last = after === null ? null : await numberOf(userId, after)
      if (after !== null && last === null) return null
      const rows = await read({ userId, ...choice }, limit, last, (links) => links.selectAll())
      return rows.map(toLink)
    },

    async matching(userId, search, limit) {
      const choice = { userId, search, order: 'newest' } as const
      return (await read(choice, limit, null, (links) => links.select('links.pk'))).map((row) => row.pk)
    },

    async numbered(pks) {
      if (pks.length === 0) return []
      const rows = await living(db).selectAll().where('links.pk', 'in', pks).execute()
      const found = new Map(rows.map((row) => [row.pk, toLink(row)]))
      return pks.flatMap((pk) => found.get(pk) ?? [])
    },

    async listAll({ userId, search, limit, after }) {
      const last = after === null ? null : ((await ofId(after).executeTakeFirst())?.pk ?? null)
      if (after !== null && last === null) return null
      const rows = await read({ userId, search, order: 'newest' }, limit, last, (links) =>
        links.innerJoin('users', 'users.id', 'links.user_id').selectAll('links').select('users.email'),
      )
      return rows.map((row) => ({ link: toLink(row), email: row.email }))
    },
  }
}
