/** Reading back the pictures that we write: one bit a pixel, no filters. */
import { inflateSync } from 'node:zlib'

/** The pixels of a picture of ours: true where they are dark. */
export function pixelsOf(png: Uint8Array): boolean[][] {
  const bytes = Buffer.from(png)
  const size = bytes.readUInt32BE(16)
  const at = bytes.indexOf('IDAT')
  const lines = inflateSync(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at - 4)))
  const stride = 1 + Math.ceil(size / 8)
  return Array.from({ length: size }, (_, y) =>
    Array.from(
      { length: size },
      (_, x) => ((lines[y * stride + 1 + (x >> 3)] ?? 0) & (128 >> (x & 7))) === 0,
    ),
  )
}
