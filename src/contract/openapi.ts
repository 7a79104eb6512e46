/** The description of the API, made from the schemas that validate it. */
import { z } from 'zod'
import { analyticsAnswer, analyticsQuery } from './analytics.ts'
import { createLinkRequest, type LinkContext, linkAnswer, listLinksQuery } from './links.ts'
import { PROBLEMS, problemAnswer } from './problem.ts'

type Json = Record<string, unknown>

/** A schema as JSON Schema. One with an id comes as a definition of that name; the components give it its place. */
function schemaOf(schema: z.ZodType): Json {
  const {
    $schema: _,
    $defs,
    $ref,
    ...rest
  } = z.toJSONSchema(schema, { io: 'input', reused: 'inline' }) as Json
  if (typeof $ref !== 'string') return rest
  const { id: __, ...definition } = ($defs as Record<string, Json>)[$ref.split('/').at(-1) ?? ''] ?? {}
  return definition
}
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
const json = (schema: Json) => ({ 'application/json': { schema } })

const queryParameters = (schema: z.ZodType) =>
  Object.entries((schemaOf(schema).properties ?? {}) as Record<string, Json>).map(
    ([name, { description, examples, ...rest }]) => ({
      name,
      in: 'query',
      required: false,
      description,
      schema: rest,
    }),
  )

const linkId = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The link_id of one of your links.',
  schema: { type: 'string', pattern: '^lnk_[a-z0-9]{12}$' },
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'At most 255 characters. The same key with the same body gets the first answer again, for 24 hours.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

/** The refusals of one status, with the codes that stand for it. */
function refusal(status: number) {
  const kinds = Object.entries(PROBLEMS).filter(([, kind]) => kind.status === status)
  const headers =
    status === 429
      ? { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer' } } }
      : undefined
  return {
    description: kinds.map(([code, { title }]) => `${code}: ${title}.`).join(' '),
    ...(headers ? { headers } : {}),
    content: { 'application/problem+json': { schema: ref('Problem') } },
  }
}

const refusals = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [String(status), refusal(status)]))

const rateLimitHeaders = {
  'RateLimit-Policy': {
    description: 'How many requests a window allows.',
    schema: { type: 'string', examples: ['"api";q=600;w=60'] },
  },
  RateLimit: {
    description: 'How many are left, and for how many seconds.',
    schema: { type: 'string', examples: ['"api";r=599;t=42'] },
  },
}

const ok = (description: string, schema: Json, headers: Json = {}) => ({
  description,
  headers: { ...rateLimitHeaders, ...headers },
  content: json(schema),
})

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
  '/api/links/{id}/analytics': {
    parameters: [linkId],
    get: {
      operationId: 'getLinkAnalytics',
      summary: 'Read the statistics of a link',
      tags: ['Analytics'],
      parameters: queryParameters(analyticsQuery),
      responses: { '200': ok('The statistics.', ref('Analytics')), ...refusals(401, 402, 404, 422, 429) },
    },
  },
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
        Analytics: schemaOf(analyticsAnswer),
        Problem: schemaOf(problemAnswer),
      },
    },
  }
}
