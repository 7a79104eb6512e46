/** The door of built files: scripts and styles, which are gzipped where they lie. */
import { gunzipSync } from 'node:zlib'
import { Failure } from '../domain/failure.ts'
import type { Handler } from './api.ts'

const TYPES: Record<string, string> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
  woff2: 'font/woff2',
}

const headersOf = (name: string) => ({
  'Content-Type': TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
  'Cache-Control': 'public, max-age=31536000, immutable',
  'X-Content-Type-Options': 'nosniff',
  Vary: 'Accept-Encoding',
})

const REFUSES_GZIP = /\bgzip\s*;\s*q=0(\.0*)?\s*(,|$)/i

function acceptsGzip(request: Request): boolean {
  const accepted = request.headers.get('accept-encoding') ?? ''
  return /\bgzip\b/i.test(accepted) && !REFUSES_GZIP.test(accepted)
}

/** Makes `/assets/:file`. `read` gives a file gzipped, or null where there is none. */
export const assetsDoor =
  (
    read: (name: string) => Promise<Uint8Array<ArrayBuffer> | null>,
    failed: (request: Request, error: unknown) => Response,
  ): Handler =>
  async (request) => {
    const name = request.params.file ?? ''
    const packed = await read(name)
    if (!packed) return failed(request, new Failure('not_found', 'There is nothing at this address.'))
    if (!acceptsGzip(request)) return new Response(gunzipSync(packed), { headers: headersOf(name) })
    return new Response(packed, { headers: { ...headersOf(name), 'Content-Encoding': 'gzip' } })
  }
