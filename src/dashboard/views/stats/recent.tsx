import { useEffect, useState } from 'react'
import { Button, buttonClass } from '../../parts/button.tsx'
import { DownloadIcon } from '../../parts/icons.tsx'
import { Section } from '../../parts/section.tsx'
import { ClickRow } from './click-row.tsx'
import type { KeyedClick } from './clicks.ts'
import { LiveSign, LiveSummary } from './live-sign.tsx'
import type { StreamState } from './stream.ts'

const SHOWN = 15
const TICK = 30_000

/** Draws again from time to time, so that "1 minute ago" does not stay true for ever. */
function useTicking(): void {
  const [, tick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => tick((n) => n + 1), TICK)
    return () => clearInterval(timer)
  }, [])
}

interface Props {
  clicks: KeyedClick[]
  /** Keys of those that came while the page was open. */
  fresh: ReadonlySet<string>
  state: StreamState
  csv: string
  /** Whether each is shown with its link. */
  withLinks: boolean
}

/** The newest clicks, one by one; more come by themselves. */
export function Recent({ clicks, fresh, state, csv, withLinks }: Props) {
  const [all, setAll] = useState(false)
  useTicking()
  return (
    <Section
      title="recent clicks"
      actions={
        <div className="flex items-center gap-3">
          <LiveSign state={state} />
          <a href={csv} download className={buttonClass()} title="Every click of this view">
            <DownloadIcon />
            CSV
          </a>
        </div>
      }
    >
      <LiveSummary key={csv} fresh={fresh} />
      {clicks.length === 0 ? (
        <p className="rounded-xl border border-edge border-dashed px-5 py-6 text-quiet text-sm">
          No clicks to show here. New ones come by themselves.
        </p>
      ) : (
        <ul
          aria-label="Recent clicks"
          className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-raised"
        >
          {(all ? clicks : clicks.slice(0, SHOWN)).map(({ key, click }) => (
            <ClickRow key={key} click={click} fresh={fresh.has(key)} withLink={withLinks} />
          ))}
        </ul>
      )}
      {clicks.length > SHOWN ? (
        <Button className="justify-self-center" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show ${clicks.length}`}
        </Button>
      ) : null}
    </Section>
  )
}
