/** The API's door to all of one's links as a file. */
import type { allLinks } from '../actions/list-links.ts'
import type { CountedLink } from '../actions/manage-links.ts'
import { LINK_COLUMNS, showLink } from '../contract/links.ts'
import type { ApiAction } from './api.ts'
import { csvAnswer, csvRow } from './csv.ts'
import { requireNoQuery } from './validate.ts'

const written = (value: string | number | boolean | null) =>
  typeof value === 'boolean' ? String(value) : (value ?? '')

/** Makes the door. */
export function linkExportDoor(baseUrl: string, all: ReturnType<typeof allLinks>): ApiAction {
  function row({ link, clicks }: CountedLink): string {
    const shown = showLink(baseUrl, link, clicks)
    return csvRow(LINK_COLUMNS.map((name) => written(shown[name])))
  }

  async function* rows(first: CountedLink[], more: AsyncIterable<CountedLink[]>) {
    yield csvRow([...LINK_COLUMNS]) + first.map(row).join('')
    for await (const page of more) yield page.map(row).join('')
  }

  return async ({ request, caller }) => {
    requireNoQuery(request.url)
    const pages = all(caller.user.id)
    // Read before the answer begins, so that a database that is away is answered as such.
    const first = await pages.next()
    return csvAnswer('links.csv', rows(first.value ?? [], pages))
  }
}
