/** Lists of links in SQL: pages by number, and searches. */
import { type Kysely, sql } from 'kysely'
import { asStored } from '../../domain/link.ts'
import type { LinkChoice, Links } from '../../ports.ts'
import { living, toLink } from './link-rows.ts'
import type { LinksSchema } from './schema.ts'

const ALL: LinkChoice = { search: null, order: 'newest' }

/** Both engines know the small letters of ASCII only, and nothing else is stored. */
const lower = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())

/** A pattern for texts that hold another; what has a meaning in patterns loses it. */
const holding = (search: string) => `%${lower(asStored(search)).replace(/[!%_]/g, '!$&')}%`

/** Whether a link's slug or target holds a text, in any case of its letters. */
function matches(search: string) {
  const pattern = holding(search)
  return sql<boolean>`(lower(links.slug) like ${pattern} escape '!' or lower(links.target) like ${pattern} escape '!')`
}

type LinkLists = Pick<Links, 'list' | 'numbers' | 'numberOf' | 'numbered' | 'listAll'>

/** The part of {@link Links} that reads many at a time. */
export function linkLists(db: Kysely<LinksSchema>): LinkLists {
  /** Living links of one user or of all (null), of those that hold a text where one is given. */
  const chosen = (userId: string | null, search: string | null) =>
    living(db)
      .$if(userId !== null, (links) => links.where('links.user_id', '=', userId as string))
      .$if(search !== null, (links) => links.where(matches(search as string)))

  const ofId = (id: string) => db.selectFrom('links').select('pk').where('id', '=', id)

  async function numberOf(userId: string, id: string): Promise<number | null> {
    const row = await ofId(id).where('user_id', '=', userId).executeTakeFirst()
    return row?.pk ?? null
  }

  return {
    numberOf,

    async list(userId, limit, after, { search, order } = ALL) {
      const last = after === null ? null : await numberOf(userId, after)
      if (after !== null && last === null) return null
      const newest = order === 'newest'
      const page = chosen(userId, search)
        .selectAll()
        .$if(last !== null, (links) => links.where('links.pk', newest ? '<' : '>', last as number))
        .orderBy('links.pk', newest ? 'desc' : 'asc')
      return (await page.limit(limit).execute()).map(toLink)
    },

    async numbers(userId, search, limit) {
      const found = chosen(userId, search).select('links.pk').orderBy('links.pk', 'desc')
      return (await found.limit(limit).execute()).map((row) => row.pk)
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
      const rows = await chosen(userId, search)
        .innerJoin('users', 'users.id', 'links.user_id')
        .selectAll('links')
        .select('users.email')
        .$if(last !== null, (links) => links.where('links.pk', '<', last as number))
        .orderBy('links.pk', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ link: toLink(row), email: row.email }))
    },
  }
}
