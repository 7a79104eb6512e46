/** Reads what a build says of the files it made. */
import { basename } from 'node:path'
import type { BuildMetafile } from 'bun'

type Outputs = BuildMetafile['outputs']

/** The script that an entry file became. */
export function entryOf(outputs: Outputs, file: string): string {
  const path = Object.keys(outputs).find(
    (name) => name.endsWith('.js') && outputs[name]?.entryPoint?.endsWith(`/${file}`),
  )
  if (path === undefined) throw new Error(`The build made no script of ${file}.`)
  return basename(path)
}

/** The one stylesheet. */
export function styleOf(outputs: Outputs): string {
  const styles = Object.keys(outputs).filter((name) => name.endsWith('.css'))
  if (styles.length !== 1) throw new Error(`One stylesheet was expected, not ${styles.length}.`)
  return basename(styles[0] ?? '')
}

/** A script and all that it needs before its first line runs. */
export function scriptsBefore(outputs: Outputs, script: string): string[] {
  const byName = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]))
  const needed = new Set<string>()
  function add(name: string): void {
    if (needed.has(name)) return
    needed.add(name)
    for (const { path, kind } of byName.get(name)?.imports ?? [])
      if (kind === 'import-statement') add(basename(path))
  }
  add(script)
  return [...needed]
}
