import { expect, test } from 'bun:test'
import { pixelsOf } from '../../test/support/png.ts'
import { squaresPng } from './png.ts'

const chess = (row: number, column: number) => (row + column) % 2 === 0

test.each([
  [64, 37],
  [64, 64],
  [100, 7],
  [2048, 177],
])('of %i pixels and %i squares every square has its colour in its middle', (size, cells) => {
  const png = squaresPng(size, cells, chess)
  expect(Buffer.from(png).subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  const pixels = pixelsOf(png)
  expect([pixels.length, pixels[0]?.length]).toEqual([size, size])
  const middle = (cell: number) => Math.floor(((cell + 0.5) * size) / cells)
  for (let row = 0; row < cells; row++)
    for (let column = 0; column < cells; column++)
      if (pixels[middle(row)]?.[middle(column)] !== chess(row, column))
        throw new Error(`The square at ${row}, ${column} has the wrong colour.`)
})
