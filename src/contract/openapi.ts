/** The description of the API, made from the schemas that validate it. */
import { createLinkRequest, type LinkContext, linkAnswer, listLinksQuery } from './links.ts'
import { analyticsPaths, analyticsSchemas } from './openapi-analytics.ts'
import {
  type Json,
  json,
  linkId,
  ok,
  queryParameters,
  rateLimitHeaders,
  ref,
  refusals,
  schemaOf,
} from './openapi-parts.ts'
import { problemAnswer } from './problem.ts'

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'At most 255 characters. The same key with the same body gets the first answer again, for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const paths = () => ({
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
      summary: 'List your links, newest first',
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
    delete: {
      operationId: 'deleteLink',
      summary: 'Delete a link',
      description: 'Its slug can be taken again by you at once, by others after 90 days.',
      tags: ['Links'],
      responses: {
        '204': { description: 'The link is gone.', headers: rateLimitHeaders },
        ...refusals(401, 402, 404, 422, 429),
      },
    },
  },
  ...analyticsPaths(),
})

/** The whole description, OpenAPI 3.1, under the public base URL. */
export function openapi(baseUrl: string, version: string, context: LinkContext): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Fluxly API',
      version,
      description: 'Shorten URLs, read their statistics and manage links from any code.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    security: [{ key: [] }],
    tags: [
      { name: 'Links', description: 'Short URLs and where they lead.' },
      { name: 'Analytics', description: 'Who clicked, when and from where, without knowing who they are.' },
    ],
    paths: paths(),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: fluxly_live_…' } },
      schemas: {
        NewLink: schemaOf(createLinkRequest(context)),
        Link: schemaOf(linkAnswer),
        ...analyticsSchemas(),
        Problem: schemaOf(problemAnswer),
      },
    },
  }
}
