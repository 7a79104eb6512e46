import { useRef } from 'react'
import { Button } from '../../parts/button.tsx'
import { CloseIcon } from '../../parts/icons.tsx'
import { timeZone } from '../../words.ts'
import { PROPERTIES } from './names.ts'
import { DIMENSIONS, type View } from './view.ts'
import type { ChangeView } from './view-state.ts'

interface Chip {
  name: string
  title: string
  value: string
}

/** What narrows the view: filters, and a zone that is not the viewer's. */
function chipsOf({ filters, tz }: View): Chip[] {
  const chips: Chip[] = DIMENSIONS.flatMap((name) => {
    const value = filters[name]
    const { one, nameOf } = PROPERTIES[name]
    return value === undefined ? [] : [{ name, title: one, value: nameOf(value) }]
  })
  return tz === timeZone() ? chips : [...chips, { name: 'tz', title: 'Time zone', value: tz }]
}

/** What narrows the view, each to be taken away with a press. */
export function Chips({ view, change }: { view: View; change: ChangeView }) {
  const place = useRef<HTMLDivElement>(null)
  const chips = chipsOf(view)
  function remove(names: string[]): void {
    // The button goes; who pressed it with a key goes on from here.
    place.current?.focus({ preventScroll: true })
    change(Object.fromEntries(names.map((name) => [name, ''])))
  }
  return (
    <div ref={place} tabIndex={-1} className={`outline-none ${chips.length === 0 ? 'sr-only' : ''}`}>
      {chips.length === 0 ? null : (
        <ul aria-label="Filters" className="flex flex-wrap items-center gap-2">
          {chips.map(({ name, title, value }) => (
            <li key={name} className="min-w-0 max-w-full">
              <button
                type="button"
                onClick={() => remove([name])}
                className="tap flex max-w-full items-center gap-2 rounded-lg bg-accent-soft px-3 text-sm hover:brightness-95"
              >
                <span className="sr-only">Remove the filter</span>
                <span className="text-quiet">{title}:</span>
                <span className="truncate font-mono text-accent">{value}</span>
                <CloseIcon className="size-3.5 text-quiet" />
              </button>
            </li>
          ))}
          <li>
            <Button look="quiet" onClick={() => remove(chips.map(({ name }) => name))}>
              Clear
            </Button>
          </li>
        </ul>
      )}
    </div>
  )
}
