/** The pieces that descriptions of operations are put together from. */
import { z } from 'zod'
import { PROBLEMS } from './problem.ts'

export type Json = Record<string, unknown>

/** A schema as JSON Schema. One with an id comes as a definition of that name; the components give it its place. */
export function schemaOf(schema: z.ZodType): Json {
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
export const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` })
export const json = (schema: Json) => ({ 'application/json': { schema } })

export const queryParameters = (schema: z.ZodType) =>
  Object.entries((schemaOf(schema).properties ?? {}) as Record<string, Json>).map(
    ([name, { description, examples, ...rest }]) => ({
      name,
      in: 'query',
      required: false,
      description,
      schema: rest,
    }),
  )

export const linkId = {
  name: 'id',
  in: 'path',
  required: true,
  description: 'The link_id of one of your links.',
  schema: { type: 'string', pattern: '^lnk_[a-z0-9]{12}$' },
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

export const refusals = (...statuses: number[]) =>
  Object.fromEntries(statuses.map((status) => [String(status), refusal(status)]))

export const rateLimitHeaders = {
  'RateLimit-Policy': {
    description: 'How many requests a window allows.',
    schema: { type: 'string', examples: ['"api";q=600;w=60'] },
  },
  RateLimit: {
    description: 'How many are left, and for how many seconds.',
    schema: { type: 'string', examples: ['"api";r=599;t=42'] },
  },
}

export const ok = (description: string, schema: Json, headers: Json = {}) => ({
  description,
  headers: { ...rateLimitHeaders, ...headers },
  content: json(schema),
})
