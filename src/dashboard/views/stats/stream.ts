/** Clicks as they come, over server-sent events. */
import { useEffect, useRef, useState } from 'react'
import { type Scope, type SeenClick, streamPath } from '../../queries/stats.ts'

export type StreamState = 'connecting' | 'live' | 'reconnecting'

/** A page that nobody has looked at for so long hears nothing more, until somebody does. In milliseconds. */
const UNSEEN_FOR = 60_000
/** After a refusal the browser does not try again by itself. */
const AGAIN_AFTER = 10_000

interface Listener {
  onState: (state: StreamState) => void
  onClick: (click: SeenClick) => void
  /** Something may have been missed. */
  onGap: () => void
}

/** Listens until told to stop. A broken connection resumes where it broke, by the browser and the ids of the events. */
function listen(path: string, { onState, onClick, onGap }: Listener): () => void {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | undefined
  let opened = false

  function open(): void {
    const begun = new EventSource(path)
    source = begun
    begun.addEventListener('open', () => {
      onState('live')
      if (opened) onGap()
      opened = true
    })
    begun.addEventListener('click', (event) => onClick(JSON.parse(event.data) as SeenClick))
    begun.addEventListener('error', () => {
      onState('reconnecting')
      if (begun.readyState === EventSource.CLOSED) timer = setTimeout(open, AGAIN_AFTER)
    })
  }

  function rest(): void {
    source?.close()
    source = null
  }

  function look(): void {
    clearTimeout(timer)
    if (document.hidden) timer = setTimeout(rest, UNSEEN_FOR)
    else if (source === null || source.readyState === EventSource.CLOSED) open()
  }

  open()
  document.addEventListener('visibilitychange', look)
  return () => {
    document.removeEventListener('visibilitychange', look)
    clearTimeout(timer)
    rest()
  }
}

/** Listens for as long as the caller is drawn; whether that works at the moment. */
export function useStream(scope: Scope, on: Pick<Listener, 'onClick' | 'onGap'>): StreamState {
  const [state, setState] = useState<StreamState>('connecting')
  const handlers = useRef(on)
  useEffect(() => {
    handlers.current = on
  })
  useEffect(
    () =>
      listen(streamPath(scope), {
        onState: setState,
        onClick: (click) => handlers.current.onClick(click),
        onGap: () => handlers.current.onGap(),
      }),
    [scope],
  )
  return state
}
