/**
 * Builds the scripts and styles of the dashboard and of the server's own pages: dist/dashboard/*.gz, and a manifest
 * that names them. Each file gets its place in one step and the manifest comes last, so that builds at the same time,
 * and servers that start meanwhile, do not disturb one another.
 */
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import tailwind from 'bun-plugin-tailwind'
import type { Manifest } from '../src/pages/assets.ts'
import { entryOf, scriptsBefore, styleOf } from './outputs.ts'

const ROOT = join(import.meta.dir, '..')
const OUT = join(ROOT, 'dist/dashboard')
/** Files of earlier builds stay for so long, in milliseconds: a server that runs may still hand them out. */
const KEPT = 24 * 60 * 60 * 1000

const ENTRIES = { app: 'main.tsx', page: 'page.ts', theme: 'theme.ts' }

async function bundle() {
  const result = await Bun.build({
    entrypoints: Object.values(ENTRIES).map((file) => join(ROOT, 'src/dashboard', file)),
    root: ROOT,
    target: 'browser',
    format: 'esm',
    minify: true,
    splitting: true,
    metafile: true,
    naming: { entry: '[name]-[hash].[ext]', chunk: '[name]-[hash].[ext]', asset: '[name]-[hash].[ext]' },
    define: { 'process.env.NODE_ENV': '"production"' },
    plugins: [tailwind],
  })
  if (!result.metafile) throw new Error('The build did not say what it made.')
  return { files: result.outputs, made: result.metafile.outputs }
}

/** Removes what earlier builds made and nobody asks for any more. */
function clear(current: Set<string>): void {
  for (const name of readdirSync(OUT)) {
    const path = join(OUT, name)
    if (!current.has(name) && Date.now() - statSync(path).mtimeMs > KEPT) rmSync(path, { force: true })
  }
}

const { files, made } = await bundle()
const app = entryOf(made, ENTRIES.app)
const manifest: Manifest = {
  app: {
    script: app,
    style: styleOf(made),
    preload: scriptsBefore(made, app).filter((name) => name !== app),
  },
  page: { script: entryOf(made, ENTRIES.page) },
  theme: { script: entryOf(made, ENTRIES.theme) },
  files: files.map(({ path }) => basename(path)),
}

mkdirSync(OUT, { recursive: true })
const aside = mkdtempSync(join(ROOT, 'dist', 'dashboard-'))
const sizes = new Map<string, number>()

function put(name: string, content: ArrayBuffer | string): void {
  const packed = gzipSync(content, { level: 9 })
  sizes.set(name, packed.length)
  writeFileSync(join(aside, `${name}.gz`), packed)
  renameSync(join(aside, `${name}.gz`), join(OUT, `${name}.gz`))
}

for (const file of files) put(basename(file.path), await file.arrayBuffer())
put('manifest.json', JSON.stringify(manifest))
rmSync(aside, { recursive: true })
clear(new Set([...manifest.files, 'manifest.json'].map((name) => `${name}.gz`)))

const kilobytes = (names: string[]) =>
  (names.reduce((sum, name) => sum + (sizes.get(name) ?? 0), 0) / 1000).toFixed(1)
console.log(
  `dist/dashboard: ${files.length} files; before the first screen ${kilobytes(scriptsBefore(made, app))} KB of ` +
    `scripts and ${kilobytes([manifest.app.style])} KB of style, gzipped`,
)
