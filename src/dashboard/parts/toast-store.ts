/** What was just done, in a line, with a way back where there is one. */
import { useSyncExternalStore } from 'react'

export interface Toast {
  id: number
  text: string
  /** In the monospaced hand: a short URL, a code. */
  code?: string | undefined
  tone: 'done' | 'wrong'
  action?: { label: string; run: () => void } | undefined
}

const MOST = 3
let last = 0
let shown: readonly Toast[] = []
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  shown = next
  for (const listener of listeners) listener()
}

/** Says something. An `action`, such as undo, is also the key `z`. */
export function toast(text: string, more: Partial<Omit<Toast, 'id' | 'text'>> = {}): void {
  last += 1
  const said: Toast = { id: last, text, tone: 'done', ...more }
  change([...shown, said].slice(-MOST))
}

export const dismiss = (id: number): void => change(shown.filter((one) => one.id !== id))

/** Does the newest toast's action, if there is one. */
export function actOnNewest(): void {
  const newest = shown.findLast((one) => one.action)
  if (!newest) return
  dismiss(newest.id)
  newest.action?.run()
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useToasts = () => useSyncExternalStore(subscribe, () => shown)
