/** Reading what a client sends, with limits. */
import { Failure } from '../domain/failure.ts'

export const LARGEST_BODY = 65_536

const tooLarge = (largest: number) =>
  new Failure('body_too_large', `The body may hold at most ${largest.toLocaleString('en')} bytes.`)

/** Refuses (415) a body that is compressed or of another media type. */
export function requireMediaType(request: Request, type: string): void {
  if (request.headers.has('content-encoding'))
    throw new Failure(
      'unsupported_media_type',
      'Compressed bodies are not taken; leave Content-Encoding out.',
    )
  const given = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (given !== type) throw new Failure('unsupported_media_type', `Send the body as "Content-Type: ${type}".`)
}

function endedEarly(): never {
  throw new Failure('invalid_request', 'The body ended before its announced length.')
}

/** Reads a body of at most `largest` bytes; a longer one is refused (413) without being kept. */
export async function readBytes(request: Request, largest: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? Number.NaN)
  if (announced > largest) throw tooLarge(largest)
  if (announced >= 0) return request.bytes().catch(endedEarly)
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request.body ?? []) {
    length += part.byteLength
    if (length > largest) throw tooLarge(largest)
    parts.push(part)
  }
  return parts.length === 1 ? (parts[0] as Uint8Array) : Buffer.concat(parts)
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(utf8.decode(bytes))
  } catch {
    throw new Failure('invalid_json', 'The body is not JSON in UTF-8.')
  }
}

/** Reads a JSON body. */
export async function readJson(request: Request): Promise<unknown> {
  requireMediaType(request, 'application/json')
  return parse(await readBytes(request, LARGEST_BODY))
}
