/** What links are called, in SQL: for statistics, which know them by number. */
import type { Kysely } from 'kysely'
import type { LinkName, Links } from '../../ports/links.ts'
import type { LinksSchema } from './links-schema.ts'
import { chunksOf, isAmong } from './lists.ts'

const AT_ONCE = 100

export const linkNames = (db: Kysely<LinksSchema>): Pick<Links, 'numbers' | 'names'> => ({
  async numbers(userId, after, limit) {
    const living = db.selectFrom('links').select('pk').where('deleted_at', 'is', null)
    const page = living.where('user_id', '=', userId).where('pk', '>', after).orderBy('pk')
    return (await page.limit(limit).execute()).map(({ pk }) => pk)
  },

  async names(pks) {
    const names: LinkName[] = []
    for (const chunk of chunksOf(pks, AT_ONCE)) {
      const columns = db.selectFrom('links').select(['pk', 'id', 'slug', 'created_at'])
      for (const { pk, id, slug, created_at } of await columns.where(isAmong('pk', chunk)).execute())
        names.push({ pk, id, slug: slug ?? '', createdAt: created_at })
    }
    return names
  },
})
