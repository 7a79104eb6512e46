import { useEffect, useRef, useState } from 'react'
import { plural } from '../../words.ts'
import type { StreamState } from './stream.ts'

const TONES: Record<StreamState, { text: string; dot: string }> = {
  connecting: { text: 'text-quiet', dot: 'bg-edge' },
  live: { text: 'text-accent', dot: 'bg-accent' },
  reconnecting: { text: 'text-warn', dot: 'bg-warn' },
}

/** Whether new clicks come by themselves at the moment. */
export const LiveSign = ({ state }: { state: StreamState }) => (
  <span className={`inline-flex items-center gap-1.5 font-mono text-xs ${TONES[state].text}`}>
    <span aria-hidden="true" className={`size-2 rounded-full ${TONES[state].dot}`} />
    {state}
  </span>
)

const SAID_EVERY = 5_000

/** Says how many clicks have come, at most every few seconds: nobody could listen to each. */
export function LiveSummary({ fresh }: { fresh: ReadonlySet<string> }) {
  const [text, setText] = useState('')
  const latest = useRef(fresh)
  const said = useRef(fresh)
  useEffect(() => {
    latest.current = fresh
  }, [fresh])
  useEffect(() => {
    const timer = setInterval(() => {
      const more = [...latest.current].filter((key) => !said.current.has(key)).length
      said.current = latest.current
      setText(more > 0 ? plural(more, 'new click') : '')
    }, SAID_EVERY)
    return () => clearInterval(timer)
  }, [])
  return (
    <p aria-live="polite" className="sr-only">
      {text}
    </p>
  )
}
