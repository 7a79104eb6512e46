/** Single keys that do something, wherever nobody is typing. They can be turned off, for those whom they would hit by accident. */
import { useEffect, useSyncExternalStore } from 'react'

export interface Shortcut {
  /** One key, or two after each other: "g l". */
  keys: string
  label: string
  run: () => void
}

const OFF_KEY = 'fluxly-shortcuts-off'
/** How long the second key may take, in milliseconds. */
const PATIENCE = 1_200

let known: readonly Shortcut[] = []
let first: { key: string; at: number } | null = null
const listeners = new Set<() => void>()

function change(next: readonly Shortcut[]): void {
  known = next
  for (const listener of listeners) listener()
}

function isOff(): boolean {
  try {
    return localStorage.getItem(OFF_KEY) !== null
  } catch {
    return false
  }
}

export function turnShortcuts(on: boolean): void {
  try {
    if (on) localStorage.removeItem(OFF_KEY)
    else localStorage.setItem(OFF_KEY, '1')
  } catch {
    // Storage is closed to us; they stay on.
  }
  change([...known])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input:not([type=radio], [type=checkbox]), textarea, select'))

const isElsewhere = () => document.querySelector('dialog[open], [role=menu]') !== null

function find(event: KeyboardEvent): Shortcut | undefined {
  const before = first && event.timeStamp - first.at < PATIENCE ? `${first.key} ${event.key}` : null
  const found = known.find(({ keys }) => keys === before) ?? known.find(({ keys }) => keys === event.key)
  const begins = known.some(({ keys }) => keys.startsWith(`${event.key} `))
  first = !found && begins ? { key: event.key, at: event.timeStamp } : null
  return found
}

function onKey(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
  if (isTyping(event.target) || isElsewhere() || (isOff() && event.key !== '?')) return
  const shortcut = find(event)
  if (!shortcut) return
  event.preventDefault()
  shortcut.run()
}

document.addEventListener('keydown', onKey)

/** Makes keys do something for as long as the caller is drawn. Keep `shortcuts` the same between drawings. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    change([...known, ...shortcuts])
    return () => change(known.filter((one) => !shortcuts.includes(one)))
  }, [shortcuts])
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** All keys that do something now. */
export const useKnownShortcuts = () => useSyncExternalStore(subscribe, () => known)
export const useShortcutsOff = () => useSyncExternalStore(subscribe, isOff)
