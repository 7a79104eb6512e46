import { Badge } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { LeadsTo } from '../../parts/leads-to.tsx'
import { Note } from '../../parts/note.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Section } from '../../parts/section.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { toast } from '../../parts/toast-store.ts'
import { type OverseenLink, useAllLinks, useSwitchLink } from '../../queries/admin.ts'
import { useQueryState } from '../../shell/address.ts'
import { bareUrl, plural } from '../../words.ts'
import { SliceList } from './slice-list.tsx'

function SwitchButton({ link }: { link: OverseenLink }) {
  const change = useSwitchLink(link.link_id)
  const press = () =>
    change.mutate(!link.disabled, {
      onSuccess: () => toast(link.disabled ? 'Enabled' : 'Disabled', { code: link.slug }),
      onError: (error) => toast(error.message, { tone: 'wrong' }),
    })
  const word = link.disabled ? 'Enable' : 'Disable'
  return (
    <Button aria-label={`${word} ${link.slug}`} pending={change.isPending} onClick={press}>
      {word}
    </Button>
  )
}

const LinkLine = ({ link }: { link: OverseenLink }) => (
  <li className="flex items-center gap-4 py-2.5 pr-3 pl-4">
    <div className="grid min-w-0 flex-1 gap-0.5">
      <p className="flex min-w-0 items-center gap-2 text-sm">
        <a
          href={link.short_url}
          target="_blank"
          rel="noreferrer"
          className="truncate font-mono font-semibold text-accent hover:underline"
        >
          {bareUrl(link.short_url)}
        </a>
        {link.disabled ? <Badge tone="wrong">disabled</Badge> : null}
      </p>
      <LeadsTo target={link.target_url} />
      <p className="truncate text-quiet text-sm">
        {plural(link.click_count, 'click')} · {link.email}
      </p>
    </div>
    <SwitchButton link={link} />
  </li>
)

/** Everybody's links, or one user's. */
export function LinksTab() {
  const [{ search = '', user = '' }, setQuery] = useQueryState()
  const links = useAllLinks(user, search.slice(0, 100))
  const owner = links.data?.pages[0]?.items[0]?.email
  return (
    <Section
      title={user === '' ? 'links of everybody' : 'links of one user'}
      about="A disabled link answers that it was switched off, and leads nowhere; its statistics stay."
      actions={
        <div className="flex w-full lg:w-auto">
          <SearchField
            label="Search slugs and targets"
            value={search}
            onSearch={(text) => setQuery({ search: text })}
          />
        </div>
      }
    >
      {user === '' ? null : (
        <Note>
          <div className="flex flex-wrap items-center justify-between gap-2">
            <span className="wrap-anywhere">Only links of {owner ?? user}.</span>
            <Button onClick={() => setQuery({ user: '' })}>Show everybody’s</Button>
          </div>
        </Note>
      )}
      <SliceList
        label="Links of everybody"
        list={links}
        empty={
          <EmptyState title={search === '' ? 'No links yet' : 'Nothing found'}>
            {search === ''
              ? 'They appear here as soon as one is made.'
              : 'No slug and no target has that in it.'}
          </EmptyState>
        }
      >
        {(link) => <LinkLine key={link.link_id} link={link} />}
      </SliceList>
    </Section>
  )
}
