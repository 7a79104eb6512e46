/** What live clicks do to a page. */
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { type Scope, type SeenClick, statsKey } from '../../queries/stats.ts'
import { MOST } from './clicks.ts'
import { type StreamState, useStream } from './stream.ts'

/** Figures are asked for anew at most so often, in milliseconds. */
const REFRESH_EVERY = 3_000

/** Does something now, but never while it is done or within a time after; what was asked for meanwhile is done once, then. */
function spaced(run: () => Promise<unknown>, pause: number) {
  let busy = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined
  async function go(): Promise<void> {
    busy = true
    again = false
    await run().catch(() => undefined)
    timer = setTimeout(() => {
      busy = false
      if (again) void go()
    }, pause)
  }
  const ask = () => {
    again = true
    if (!busy) void go()
  }
  return { ask, stop: () => clearTimeout(timer) }
}

export interface Live {
  state: StreamState
  /** What came since the page was opened, newest first. */
  arrived: readonly SeenClick[]
}

/** Listens to a scope's clicks, and asks for its figures again when some came. */
export function useLive(scope: Scope): Live {
  const client = useQueryClient()
  const [arrived, setArrived] = useState<readonly SeenClick[]>([])
  const refresh = useMemo(
    () => spaced(() => client.invalidateQueries({ queryKey: statsKey(scope) }), REFRESH_EVERY),
    [client, scope],
  )
  useEffect(() => refresh.stop, [refresh])
  const state = useStream(scope, {
    onClick: (click) => {
      setArrived((before) => [click, ...before].slice(0, MOST))
      refresh.ask()
    },
    onGap: refresh.ask,
  })
  return { state, arrived }
}
