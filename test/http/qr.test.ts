import { afterAll, beforeAll, expect, test } from 'bun:test'
import QRCode from 'qrcode'
import { pixelsOf } from '../support/png.ts'
import { startServer, type TestServer } from '../support/server.ts'
import { type LinkBody, make, refusal, wrongFields } from './answers.ts'

let server: TestServer
let key: string
let link: LinkBody

beforeAll(async () => {
  server = await startServer()
  ;({ key } = await server.user('ann@example.com'))
  link = await make(server, key, { custom_slug: '-Printed_1' })
})
afterAll(() => server.end())

const code = (form: string, query = '') =>
  server.api(key, 'GET', `/api/links/${link.link_id}/qr.${form}${query}`)
const expected = () => QRCode.create(link.short_url, { errorCorrectionLevel: 'M' }).modules

test.each([
  ['svg', 'image/svg+xml'],
  ['png', 'image/png'],
])('a code as %s is shown in place under the slug’s name, and kept for five minutes', async (form, type) => {
  for (const method of ['GET', 'HEAD']) {
    const answer = await server.api(key, method, `/api/links/${link.link_id}/qr.${form}`)
    expect(answer.status).toBe(200)
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': type,
      'cache-control': 'private, max-age=300',
      'x-content-type-options': 'nosniff',
      'content-disposition': `inline; filename="-Printed_1.${form}"`,
    })
  }
})

test.each([
  ['', 512, 4],
  ['?size=64&margin=0', 64, 0],
  ['?size=300&margin=16', 300, 16],
  ['?size=2048&margin=1', 2048, 1],
])('a PNG%s is of that size and margin, and holds the short URL', async (query, size, margin) => {
  const bytes = await (await code('png', query)).bytes()
  expect(Buffer.from(bytes).subarray(0, 8).toString('hex')).toBe('89504e470d0a1a0a')
  const pixels = pixelsOf(bytes)
  expect([pixels.length, pixels[0]?.length]).toEqual([size, size])
  const modules = expected()
  const cells = modules.size + 2 * margin
  const middle = (cell: number) => Math.floor(((cell + margin + 0.5) * size) / cells)
  const read = Array.from({ length: modules.size ** 2 }, (_, at) =>
    Number(pixels[middle(Math.floor(at / modules.size))]?.[middle(at % modules.size)]),
  )
  expect(read).toEqual([...modules.data])
  const light = pixels.slice(0, Math.floor((margin * size) / cells)).flat()
  expect(light).not.toContain(true)
})

test('an SVG is of the size asked for, with the margin around, and holds the short URL alone', async () => {
  const text = await (await code('svg', '?size=100&margin=2')).text()
  const cells = expected().size + 4
  expect(text).toStartWith(
    `<svg xmlns="http://www.w3.org/2000/svg" width="100" height="100" viewBox="0 0 ${cells} ${cells}"`,
  )
  expect(text.trim()).toEndWith('</svg>')
  expect(text).not.toMatch(/<script|href|on\w+=/)
  const lengths = [...(/stroke="#000000" d="([^"]+)"/.exec(text)?.[1] ?? '').matchAll(/h(\d+)/g)]
  const dark = [...expected().data].filter((module) => module === 1).length
  expect(lengths.reduce((sum, [, length]) => sum + Number(length), 0)).toBe(dark)
})

test.each(['size=63', 'size=2049', 'size=abc', 'size=', 'size=1e3', 'margin=17', 'margin=-1', 'colour=red'])(
  'refuses ?%s and names the parameter',
  async (query) => {
    for (const form of ['svg', 'png'])
      expect(await wrongFields(await code(form, `?${query}`))).toEqual([query.split('=')[0] as string])
  },
)

test('a picture too small for its squares is refused, and told what would do', async () => {
  const long = await make(server, key, { custom_slug: 'x'.repeat(64) })
  const at = (size: number) =>
    server.api(key, 'GET', `/api/links/${long.link_id}/qr.png?margin=16&size=${size}`)
  const { errors } = await refusal(await at(64), 422, 'invalid_fields')
  const least = Number(/at least (\d+)/.exec(errors?.[0]?.message ?? '')?.[1])
  expect(errors?.[0]?.field).toBe('size')
  expect(await wrongFields(await at(least - 1))).toEqual(['size'])
  expect((await at(least)).status).toBe(200)
})

test('a deleted link has no code', async () => {
  const { link_id } = await make(server, key)
  await server.api(key, 'DELETE', `/api/links/${link_id}`)
  for (const form of ['svg', 'png'])
    await refusal(await server.api(key, 'GET', `/api/links/${link_id}/qr.${form}`), 404, 'not_found')
})
