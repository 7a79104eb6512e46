import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { SearchIcon } from '../../parts/icons.tsx'
import { Input } from '../../parts/input.tsx'
import { KeyHint } from '../../parts/key-hint.tsx'
import { Segmented } from '../../parts/segmented.tsx'
import type { Sort } from '../../queries/links.ts'
import { SEARCH_FIELD } from '../../shell/keys.ts'

const WAIT = 200

const CHOICES: { value: Sort; label: string }[] = [
  { value: 'newest', label: 'Newest' },
  { value: 'oldest', label: 'Oldest' },
  { value: 'clicks', label: 'Most clicked' },
]

/** A text that follows typing, and is given on when the typing rests. A change from outside comes in. */
function useRested(value: string, give: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value)
  const given = useRef(value)
  useEffect(() => {
    if (value !== given.current) setText(value)
    given.current = value
  }, [value])
  useEffect(() => {
    if (text === given.current) return
    const timer = setTimeout(() => {
      given.current = text
      give(text)
    }, WAIT)
    return () => clearTimeout(timer)
  }, [text, give])
  return [text, setText]
}

interface Props {
  search: string
  sort: Sort
  onSearch: (text: string) => void
  onSort: (sort: Sort) => void
}

export function Toolbar({ search, sort, onSearch, onSort }: Props) {
  const [text, setText] = useRested(search, onSearch)
  const clear = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setText('')
  }
  return (
    <div className="flex w-full flex-wrap items-center gap-2 lg:w-auto">
      <div className="relative min-w-0 flex-1 basis-48 lg:w-60">
        <SearchIcon className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-quiet" />
        <Input
          id={SEARCH_FIELD}
          type="search"
          aria-label="Search slugs and targets"
          placeholder="Search"
          maxLength={100}
          value={text}
          onChange={({ target }) => setText(target.value)}
          onKeyDown={clear}
          className="peer pr-9 pl-9"
        />
        <span className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden">
          <KeyHint keys="/" />
        </span>
      </div>
      <Segmented label="Order" value={sort} choices={CHOICES} onChange={onSort} />
    </div>
  )
}
