import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { SearchIcon } from './icons.tsx'
import { Input } from './input.tsx'

const WAIT = 200

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
  /** What is searched, for who cannot see it. */
  label: string
  value: string
  onSearch: (text: string) => void
  id?: string
  /** The key that leads here. */
  hint?: ReactNode
}

/** A search that follows typing; Escape empties it. */
export function SearchField({ label, value, onSearch, id, hint }: Props) {
  const [text, setText] = useRested(value, onSearch)
  const clear = (event: KeyboardEvent) => {
    if (event.key === 'Escape') setText('')
  }
  return (
    <div className="relative min-w-0 flex-1 basis-48 lg:w-60">
      <SearchIcon className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-quiet" />
      <Input
        id={id}
        type="search"
        aria-label={label}
        placeholder="Search"
        maxLength={100}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={clear}
        className="peer pr-9 pl-9"
      />
      <span className="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 peer-focus:hidden peer-[:not(:placeholder-shown)]:hidden">
        {hint}
      </span>
    </div>
  )
}
