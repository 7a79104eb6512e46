import { KeyHint } from '../../parts/key-hint.tsx'
import { SearchField } from '../../parts/search-field.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import type { Sort } from '../../queries/links.ts'
import { SEARCH_FIELD } from '../../shell/keys.ts'

const CHOICES: { value: Sort; label: string }[] = [
  { value: 'newest', label: 'Newest' },
  { value: 'oldest', label: 'Oldest' },
  { value: 'clicks', label: 'Most clicked' },
]

interface Props {
  search: string
  sort: Sort
  onSearch: (text: string) => void
  onSort: (sort: Sort) => void
}

export const Toolbar = ({ search, sort, onSearch, onSort }: Props) => (
  <div className="flex w-full flex-wrap items-center gap-2 lg:w-auto">
    <SearchField
      id={SEARCH_FIELD}
      label="Search slugs and targets"
      value={search}
      onSearch={onSearch}
      hint={<KeyHint keys="/" />}
    />
    <Segmented label="Order" value={sort} choices={CHOICES} onChange={onSort} />
  </div>
)
