import { Page } from '../../parts/page.tsx'
import { Section } from '../../parts/section.tsx'
import { SORTS } from '../../queries/links.ts'
import { useQueryState } from '../../shell/address.ts'
import { CreateLink } from './create.tsx'
import { LinkList } from './list.tsx'
import { Toolbar } from './toolbar.tsx'

/** The first page of the dashboard: make a link, find a link. */
export function LinksView() {
  const [query, setQuery] = useQueryState()
  const sort = SORTS.find((one) => one === query.sort) ?? 'newest'
  const search = (query.search ?? '').slice(0, 100)
  return (
    <Page title="Links">
      <CreateLink />
      <Section
        title="your links"
        actions={
          <Toolbar
            search={search}
            sort={sort}
            onSearch={(text) => setQuery({ search: text })}
            onSort={(next) => setQuery({ sort: next === 'newest' ? '' : next })}
          />
        }
      >
        <LinkList search={search} sort={sort} onClear={() => setQuery({ search: '' })} />
      </Section>
    </Page>
  )
}
