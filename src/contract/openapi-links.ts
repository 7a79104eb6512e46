/** The description of links. */
import { LINK_COLUMNS, listLinksQuery } from './links.ts'
import {
  file,
  idempotencyKey,
  json,
  linkId,
  ok,
  queryParameters,
  rateLimitHeaders,
  ref,
  refusals,
} from './openapi-parts.ts'
import { qrQuery } from './qr.ts'

const qrCode = (operationId: string, form: string, type: string) => ({
  parameters: [linkId],
  get: {
    operationId,
    summary: `Read a link's QR code as ${form}`,
    description: 'It holds the short URL, with error correction M.',
    tags: ['Links'],
    parameters: queryParameters(qrQuery),
    responses: { '200': file('The code.', type), ...refusals(401, 402, 404, 422, 429) },
  },
})

/** Every path of links. */
export const linkPaths = () => ({
  '/api/links': {
    post: {
      operationId: 'createLink',
      summary: 'Make a link',
      tags: ['Links'],
      parameters: [idempotencyKey],
      requestBody: { required: true, content: json(ref('NewLink')) },
      responses: {
        '201': ok('The link.', ref('Link'), {
          Location: { description: 'Where the link can be read.', schema: { type: 'string', format: 'uri' } },
        }),
        ...refusals(400, 401, 402, 409, 413, 415, 422, 429),
      },
    },
    get: {
      operationId: 'listLinks',
      summary: 'List your links',
      description: 'A search or an order by clicks holds for all pages: the Link header carries it on.',
      tags: ['Links'],
      parameters: queryParameters(listLinksQuery),
      responses: {
        '200': ok(
          'A page of links.',
          { type: 'array', items: ref('Link') },
          {
            Link: {
              description: 'The next page, as <URL>; rel="next"; not there on the last.',
              schema: { type: 'string' },
            },
          },
        ),
        ...refusals(401, 402, 422, 429),
      },
    },
  },
  '/api/links/{id}': {
    parameters: [linkId],
    get: {
      operationId: 'getLink',
      summary: 'Read a link',
      tags: ['Links'],
      responses: { '200': ok('The link.', ref('Link')), ...refusals(401, 402, 404, 422, 429) },
    },
    patch: {
      operationId: 'changeLink',
      summary: 'Change a link',
      description: 'What is left out stays; null takes away. The next visitor meets the changed link.',
      tags: ['Links'],
      requestBody: { required: true, content: json(ref('LinkChange')) },
      responses: {
        '200': ok('The link as it is now.', ref('Link')),
        ...refusals(400, 401, 402, 404, 413, 415, 422, 429),
      },
    },
    delete: {
      operationId: 'deleteLink',
      summary: 'Delete a link',
      description:
        'Its slug can be taken again by you at once, by others after 90 days. Until then the link can be restored.',
      tags: ['Links'],
      responses: {
        '204': { description: 'The link is gone.', headers: rateLimitHeaders },
        ...refusals(401, 402, 404, 422, 429),
      },
    },
  },
  '/api/links/{id}/restore': {
    parameters: [linkId],
    post: {
      operationId: 'restoreLink',
      summary: 'Take the deletion of a link back',
      description: 'For 90 days, unless its slug was taken again. A link that is not deleted stays as it is.',
      tags: ['Links'],
      parameters: [idempotencyKey],
      responses: { '200': ok('The link.', ref('Link')), ...refusals(400, 401, 402, 404, 409, 422, 429) },
    },
  },
  '/api/links/{id}/qr.svg': qrCode('getLinkQrSvg', 'SVG', 'image/svg+xml'),
  '/api/links/{id}/qr.png': qrCode('getLinkQrPng', 'PNG', 'image/png'),
  '/api/links.csv': {
    get: {
      operationId: 'exportLinks',
      summary: 'Read all your links as a file',
      description: `CSV (RFC 4180), newest first. Columns: ${LINK_COLUMNS.join(', ')}. A text that a spreadsheet would take for a formula begins with an apostrophe.`,
      tags: ['Links'],
      responses: { '200': file('The file.', 'text/csv'), ...refusals(401, 402, 422, 429) },
    },
  },
})
