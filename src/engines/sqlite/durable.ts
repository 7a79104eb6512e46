/** Files and folders that are there after a power cut: a file once it was synced, its name once its folder was. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/** Puts a file, or the names in a folder, on disk. */
export function syncToDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** Makes a folder for its owner's eyes only, with those above it, where it is not there. */
export function makeFolder(path: string): void {
  const first = mkdirSync(path, { recursive: true, mode: 0o700 })
  if (first === undefined) return
  for (let made = resolve(path); made.length >= first.length; made = dirname(made)) syncToDisk(dirname(made))
}

/** Writes a file for its owner's eyes only, whole or not at all. */
export function writeWhole(path: string, text: string): void {
  const unfinished = `${path}.new`
  writeFileSync(unfinished, text, { mode: 0o600 })
  moveWhole(unfinished, path)
}

/** Gives a file its name once it is on disk. */
export function moveWhole(from: string, to: string): void {
  syncToDisk(from)
  renameSync(from, to)
  syncToDisk(dirname(to))
}
