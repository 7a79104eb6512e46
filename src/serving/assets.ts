/** Finds the built files: inside the executable, else in the checkout, where they are built when they are missing. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { type Assets, assetsOf, type Manifest } from '../pages/assets.ts'

const MANIFEST = 'manifest.json'
const ROOT = join(import.meta.dir, '../..')
const FOLDER = join(ROOT, 'dist/dashboard')
/** Files above this size are read anew each time, in bytes. */
const KEPT = 256 * 1024

export interface BuiltAssets {
  assets: Assets
  /** A file's content, gzipped; null where there is no such file. */
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>
}

/** A place that files are read from; null where it has no such file. */
type Shelf = (name: string) => Promise<Uint8Array<ArrayBuffer> | null>

function embedded(): Shelf | null {
  // Blobs with names; a type of theirs does not exist.
  const blobs = Bun.embeddedFiles as readonly (Blob & { name: string })[]
  const byName = new Map(blobs.map((blob) => [blob.name, blob]))
  if (!byName.has(`${MANIFEST}.gz`)) return null
  return async (name) => {
    const blob = byName.get(`${name}.gz`)
    return blob ? new Uint8Array(await blob.arrayBuffer()) : null
  }
}

/** Builds in a process of its own: the bundler's memory is not the server's. */
async function build(): Promise<void> {
  const child = Bun.spawn([process.execPath, join(ROOT, 'build/dashboard.ts')], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'inherit',
  })
  if ((await child.exited) !== 0) throw new Error('The dashboard could not be built.')
}

async function inFolder(): Promise<Shelf> {
  if (!existsSync(join(FOLDER, `${MANIFEST}.gz`))) await build()
  return async (name) => {
    const file = Bun.file(join(FOLDER, `${name}.gz`))
    return (await file.exists()) ? new Uint8Array(await file.arrayBuffer()) : null
  }
}

async function manifestOn(shelf: Shelf): Promise<Manifest> {
  const packed = await shelf(MANIFEST)
  if (!packed) throw new Error('The dashboard was built without a manifest.')
  return JSON.parse(new TextDecoder().decode(gunzipSync(packed))) as Manifest
}

/** The built files. Throws where they are missing and cannot be built. */
export async function findAssets(): Promise<BuiltAssets> {
  const shelf = embedded() ?? (await inFolder())
  const manifest = await manifestOn(shelf)
  const known = new Set(manifest.files)
  const kept = new Map<string, Uint8Array<ArrayBuffer>>()
  return {
    assets: assetsOf(manifest),
    async read(name) {
      if (!known.has(name)) return null
      const content = kept.get(name) ?? (await shelf(name))
      if (content && content.length <= KEPT) kept.set(name, content)
      return content
    },
  }
}
