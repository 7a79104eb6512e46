import type { FormEvent } from 'react'
import { textsOf } from '../../form.ts'
import { Button } from '../../parts/button.tsx'
import { Input } from '../../parts/input.tsx'
import { dateIn, type View } from './view.ts'
import type { ChangeView } from './view-state.ts'

/** First and last day. They hold when they are applied: a date half typed is a date of another century. */
export function CustomRange({ view, change }: { view: View; change: ChangeView }) {
  const today = dateIn(view.tz, new Date())
  function apply(event: FormEvent<HTMLFormElement>): void {
    event.preventDefault()
    const { from, to } = textsOf(event.currentTarget)
    change({ from: from ?? '', to: to ?? '', by: '' })
  }
  return (
    <form
      key={`${view.from} ${view.to}`}
      onSubmit={apply}
      aria-label="Custom range"
      className="grid grid-cols-2 items-center gap-2 sm:flex sm:flex-wrap"
    >
      <div className="sm:w-40">
        <Input
          type="date"
          name="from"
          aria-label="First day"
          defaultValue={view.from}
          max={today}
          required
          className="font-mono"
        />
      </div>
      <span aria-hidden="true" className="hidden font-mono text-quiet sm:inline">
        –
      </span>
      <div className="sm:w-40">
        <Input
          type="date"
          name="to"
          aria-label="Last day"
          defaultValue={view.to}
          max={today}
          required
          className="font-mono"
        />
      </div>
      <Button type="submit" className="max-sm:col-span-2">
        Apply
      </Button>
    </form>
  )
}
