import { useRef } from 'react'
import { Button } from '../../parts/button.tsx'
import { EmptyState, ErrorState, SkeletonRows } from '../../parts/states.tsx'
import { type Sort, useLinks } from '../../queries/links.ts'
import { CREATE_FIELD } from '../../shell/keys.ts'
import { plural } from '../../words.ts'
import { LinkRow } from './row.tsx'

const toCreate = () => document.getElementById(CREATE_FIELD)?.focus()

function Nothing({ search, onClear }: { search: string; onClear: () => void }) {
  if (search !== '')
    return (
      <EmptyState title="Nothing found">
        <p className="mb-4">No slug and no target has “{search}” in it.</p>
        <Button onClick={onClear}>Show all links</Button>
      </EmptyState>
    )
  return (
    <EmptyState title="No links yet">
      <p className="mb-4">
        Paste a long URL above and press Enter. The short one is on your clipboard at once.
      </p>
      <Button look="primary" onClick={toCreate}>
        Make the first one
      </Button>
    </EmptyState>
  )
}

interface Props {
  search: string
  sort: Sort
  onClear: () => void
}

/** The links, as many as were asked for. */
export function LinkList({ search, sort, onClear }: Props) {
  const list = useRef<HTMLUListElement>(null)
  const links = useLinks(search, sort)
  if (links.isPending) return <SkeletonRows rows={5} height="h-18" />
  if (links.isError && !links.data)
    return <ErrorState error={links.error} retry={() => void links.refetch()} />
  const rows = links.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return <Nothing search={search} onClear={onClear} />
  return (
    <div className={`grid gap-4 transition-opacity ${links.isPlaceholderData ? 'opacity-60' : ''}`}>
      <p className="sr-only" role="status">
        {search === '' ? '' : `${plural(rows.length, 'link')} found`}
      </p>
      <ul
        ref={list}
        tabIndex={-1}
        aria-label="Links"
        className="divide-y divide-line rounded-xl border border-line bg-raised outline-none"
      >
        {rows.map((link) => (
          <LinkRow
            key={link.link_id}
            link={link}
            onGone={() => list.current?.focus({ preventScroll: true })}
          />
        ))}
      </ul>
      {links.hasNextPage ? (
        <Button
          className="justify-self-center"
          pending={links.isFetchingNextPage}
          onClick={() => void links.fetchNextPage()}
        >
          {links.isFetchingNextPage ? 'Loading' : 'Load more'}
        </Button>
      ) : null}
    </div>
  )
}
