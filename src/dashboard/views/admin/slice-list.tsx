import type { ReactNode } from 'react'
import { Button } from '../../parts/button.tsx'
import { ErrorState, SkeletonRows } from '../../parts/states.tsx'
import type { Slices } from '../../queries/admin.ts'

interface Props<T> {
  label: string
  list: Slices<T>
  /** Stands where nothing was found. */
  empty: ReactNode
  /** A row: `<li>`s with keys. */
  children: (item: T) => ReactNode
}

/** A list that comes in slices, with a button for the next one. */
export function SliceList<T>({ label, list, empty, children }: Props<T>) {
  if (list.isPending) return <SkeletonRows rows={5} height="h-18" />
  if (list.isError && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />
  const rows = list.data.pages.flatMap(({ items }) => items)
  if (rows.length === 0) return empty
  return (
    <div className={`grid gap-4 transition-opacity ${list.isPlaceholderData ? 'opacity-60' : ''}`}>
      <ul aria-label={label} className="divide-y divide-line rounded-xl border border-line bg-raised">
        {rows.map(children)}
      </ul>
      {list.hasNextPage ? (
        <Button
          className="justify-self-center"
          pending={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {list.isFetchingNextPage ? 'Loading' : 'Load more'}
        </Button>
      ) : null}
    </div>
  )
}
