/** The public form of QR codes. */
import { z } from 'zod'
import { wholeNumber } from './fields.ts'

/** The query of `GET /api/links/{id}/qr.svg` and `qr.png`. */
export const qrQuery = z.strictObject({
  size: wholeNumber(64, 2048)
    .meta({ description: 'Width and height in pixels, 64 to 2048; 512 where it is left out.' })
    .optional(),
  margin: wholeNumber(0, 16)
    .meta({
      description: 'Light modules around the code, 0 to 16; 4, as readers expect, where it is left out.',
    })
    .optional(),
})
