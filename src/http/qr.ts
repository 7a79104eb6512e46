/** The API's doors to a link's QR code: its short URL, to be printed or shown. */
import type { findLink } from '../actions/manage-links.ts'
import { qrQuery } from '../contract/qr.ts'
import { invalidFields } from '../domain/failure.ts'
import type { Link } from '../domain/link.ts'
import type { ApiAction } from './api.ts'
import { idOf } from './links.ts'
import { squaresPng } from './png.ts'
import { queryOf, validate } from './validate.ts'

const USUAL = { size: 512, margin: 4 }
/** Level M reads through 15 % of damage. */
const CORRECTION = { errorCorrectionLevel: 'M' } as const

interface Drawing {
  size: number
  margin: number
}

/** A square of a code needs a pixel at least. */
async function drawPng(text: string, { size, margin }: Drawing) {
  const { default: QRCode } = await import('qrcode')
  const { modules } = QRCode.create(text, CORRECTION)
  const cells = modules.size + 2 * margin
  if (size < cells)
    throw invalidFields([{ field: 'size', message: `must be at least ${cells} for this link and margin.` }])
  const inside = (at: number) => at >= margin && at < margin + modules.size
  return squaresPng(
    size,
    cells,
    (row, column) => inside(row) && inside(column) && modules.get(row - margin, column - margin) === 1,
  )
}

async function drawSvg(text: string, { size, margin }: Drawing) {
  const { default: QRCode } = await import('qrcode')
  return QRCode.toString(text, { ...CORRECTION, type: 'svg', width: size, margin })
}

const answer = (body: BodyInit, type: string, filename: string) =>
  new Response(body, {
    headers: {
      'Content-Type': type,
      'Cache-Control': 'private, max-age=300',
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': `inline; filename="${filename}"`,
    },
  })

/** Makes the doors. */
export function qrDoors(baseUrl: string, find: ReturnType<typeof findLink>) {
  const door =
    (draw: (link: Link, text: string, drawing: Drawing) => Promise<Response>): ApiAction =>
    async ({ request, caller }) => {
      const { size = USUAL.size, margin = USUAL.margin } = validate(qrQuery, queryOf(request.url))
      const link = await find(caller.user.id, idOf(request))
      return draw(link, `${baseUrl}/r/${link.slug}`, { size, margin })
    }

  return {
    svg: door(async ({ slug }, text, drawing) =>
      answer(await drawSvg(text, drawing), 'image/svg+xml', `${slug}.svg`),
    ),
    png: door(async ({ slug }, text, drawing) =>
      answer(await drawPng(text, drawing), 'image/png', `${slug}.png`),
    ),
  }
}
