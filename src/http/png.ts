/**
 * PNG of black and white squares. The library that makes QR codes draws theirs in full colour, pixel by pixel, which
 * holds up every redirect for a quarter of a second at the largest size; one bit a pixel takes a few milliseconds.
 */
import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(name: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data])
  const framed = Buffer.alloc(body.length + 8)
  framed.writeUInt32BE(data.length, 0)
  framed.set(body, 4)
  framed.writeUInt32BE(crc32(body), body.length + 4)
  return framed
}

function header(size: number): Buffer {
  const data = Buffer.alloc(13)
  data.writeUInt32BE(size, 0)
  data.writeUInt32BE(size, 4)
  data.set([1, 0, 0, 0, 0], 8)
  return data
}

/** The square that holds the middle of a pixel: so the middle of every square is its own colour, however few pixels it has. */
const cellAt = (pixel: number, size: number, cells: number) =>
  Math.floor(((2 * pixel + 1) * cells) / (2 * size))

/** A line of pixels: the filter byte (none), then a bit for each, set where it is light. */
function line(size: number, cells: number, isDark: (cell: number) => boolean): Buffer {
  const bytes = Buffer.alloc(1 + Math.ceil(size / 8))
  for (let x = 0; x < size; x++)
    if (!isDark(cellAt(x, size, cells))) bytes[1 + (x >> 3)] = (bytes[1 + (x >> 3)] ?? 0) | (128 >> (x & 7))
  return bytes
}

/** A square picture of `size` pixels, divided into `cells` by `cells` squares (at most as many as pixels). */
export function squaresPng(
  size: number,
  cells: number,
  isDark: (row: number, column: number) => boolean,
): Uint8Array<ArrayBuffer> {
  const lines = Array.from({ length: cells }, (_, row) => line(size, cells, (column) => isDark(row, column)))
  const pixels = Array.from({ length: size }, (_, y) => lines[cellAt(y, size, cells)] as Buffer)
  const data = deflateSync(Buffer.concat(pixels), { level: 6 })
  return Uint8Array.from(
    Buffer.concat([
      SIGNATURE,
      chunk('IHDR', header(size)),
      chunk('IDAT', data),
      chunk('IEND', Buffer.alloc(0)),
    ]),
  )
}
