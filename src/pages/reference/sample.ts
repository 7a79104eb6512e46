/** Examples made from schemas, where none is given. */
import { shellJson, shellWord } from '../shell.ts'
import type { Media, Parameter, Place, Resolve, Schema } from './description.ts'
import { core } from './schema.ts'

const MOMENT = '2026-11-22T17:43:45.274+00:00'
const FORMATS: Record<string, string> = {
  'date-time': MOMENT,
  date: '2026-11-22',
  uri: 'https://example.com/',
  email: 'you@example.com',
}

const textOf = ({ format = '' }: Schema) => FORMATS[format] ?? 'text'

const PLAIN: Record<string, (schema: Schema) => unknown> = {
  string: textOf,
  integer: ({ minimum = 0 }) => Math.max(minimum, 0),
  number: ({ minimum = 0 }) => Math.max(minimum, 0),
  boolean: () => false,
  null: () => null,
}

const DEEPEST = 5

/** A value that fits a schema: its own example where it has one. */
export function sampleOf(schema: Schema, resolve: Resolve, depth = 0): unknown {
  const main = core(schema, resolve)
  const [given] = main.examples ?? main.enum ?? (main.const === undefined ? [] : [main.const])
  if (given !== undefined) return given
  if (main.items) return depth > DEEPEST ? [] : [sampleOf(main.items, resolve, depth + 1)]
  if (main.properties && depth <= DEEPEST)
    return Object.fromEntries(
      Object.entries(main.properties).map(([name, member]) => [name, sampleOf(member, resolve, depth + 1)]),
    )
  const [type = ''] = [main.type ?? ''].flat()
  return PLAIN[type]?.(main) ?? {}
}

/** The example of a body: given, or made. Null where the body is not JSON. */
export function exampleOf(type: string, { example, schema }: Media, resolve: Resolve): string | null {
  if (!type.endsWith('json')) return null
  const value = example ?? (schema ? sampleOf(schema, resolve) : null)
  return value === null ? null : JSON.stringify(value, null, 2)
}

/** A body to send: what is required, and what has an example; everything, where that is nothing. */
function requestValue({ example, schema }: Media, resolve: Resolve): unknown {
  if (example !== undefined || !schema) return example ?? null
  const { properties = {}, required = [] } = core(schema, resolve)
  const all = Object.entries(properties)
  const telling = all.filter(([name, member]) => required.includes(name) || core(member, resolve).examples)
  const sent = telling.length > 0 ? telling : all
  if (sent.length === 0) return sampleOf(schema, resolve)
  return Object.fromEntries(sent.map(([name, member]) => [name, sampleOf(member, resolve)]))
}

function parameterText({ name, example, schema = {} }: Parameter, resolve: Resolve): string {
  const value = example ?? core(schema, resolve).examples?.[0]
  if (value !== undefined) return String(value)
  return schema.pattern?.startsWith('^lnk_') ? 'lnk_abcdef123456' : `{${name}}`
}

/** A request that can be copied: the path filled in, what is required, and a body. */
export function curlOf(
  baseUrl: string,
  { method, path, operation, parameters }: Place,
  resolve: Resolve,
): string {
  const known = parameters.map((parameter) => resolve(parameter))
  const filled = path.replace(/\{(\w+)\}/g, (whole, name) => {
    const parameter = known.find((one) => one.in === 'path' && one.name === name)
    return parameter ? parameterText(parameter, resolve) : whole
  })
  const query = known
    .filter((one) => one.in === 'query' && one.required)
    .map((one) => `${one.name}=${parameterText(one, resolve)}`)
  const [type, media] = Object.entries(
    operation.requestBody ? (resolve(operation.requestBody).content ?? {}) : {},
  )[0] ?? ['', {}]
  const body = type.endsWith('json') ? requestValue(media, resolve) : null
  const url = `${baseUrl}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`
  const verb = method === 'GET' || (method === 'POST' && body) ? '' : `-X ${method} `
  const open = operation.security?.length === 0
  return [
    `curl ${verb}${shellWord(url)}`,
    ...(open ? [] : ['-H "Authorization: Bearer $FLUXLY_KEY"']),
    ...(body ? [`-H "Content-Type: ${type}"`, `-d ${shellJson(body)}`] : []),
  ].join(' \\\n  ')
}
