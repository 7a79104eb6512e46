/** Holding values against the schemas of an OpenAPI description: the keywords that ours are made of. */

export interface Schema {
  $ref?: string
  type?: string | string[]
  enum?: unknown[]
  anyOf?: Schema[]
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  pattern?: string
  minimum?: number
}

/** Follows a reference inside the description; one that leads nowhere is a mistake. */
export function resolve(description: object, schema: Schema): Schema {
  const { $ref } = schema
  if ($ref === undefined) return schema
  let found: unknown = description
  for (const name of $ref.split('/').slice(1)) found = (found as Record<string, unknown> | undefined)?.[name]
  if (found === undefined) throw new Error(`${$ref} leads nowhere.`)
  return resolve(description, found as Schema)
}

const TYPES: Record<string, (value: unknown) => boolean> = {
  object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: Array.isArray,
  string: (value) => typeof value === 'string',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
}

function memberMismatches(description: object, schema: Schema, value: object, at: string): string[] {
  const { properties = {}, required = [] } = schema
  const missing = required.filter((name) => !(name in value)).map((name) => `${at}.${name} is missing`)
  const members = Object.entries(value).flatMap(([name, member]) => {
    const documented = properties[name]
    return documented
      ? mismatches(description, documented, member, `${at}.${name}`)
      : [`${at}.${name} is not documented`]
  })
  return [...missing, ...members]
}

function plainMismatches(
  { type, enum: words, pattern, minimum }: Schema,
  value: unknown,
  at: string,
): string[] {
  const wrong =
    (type !== undefined && ![type].flat().some((one) => TYPES[one]?.(value))) ||
    (words !== undefined && !words.includes(value)) ||
    (pattern !== undefined && !new RegExp(pattern).test(String(value))) ||
    (minimum !== undefined && Number(value) < minimum)
  return wrong ? [`${at} is ${JSON.stringify(value)}`] : []
}

/** Where a value differs from a schema; nowhere, where it fits. */
export function mismatches(description: object, given: Schema, value: unknown, at = 'answer'): string[] {
  const schema = resolve(description, given)
  if (schema.anyOf) {
    const fits = schema.anyOf.some((one) => mismatches(description, one, value, at).length === 0)
    return fits ? [] : [`${at} is ${JSON.stringify(value)}`]
  }
  const { items } = schema
  const plain = plainMismatches(schema, value, at)
  if (plain.length > 0) return plain
  if (items && Array.isArray(value))
    return value.flatMap((item, index) => mismatches(description, items, item, `${at}[${index}]`))
  return schema.properties ? memberMismatches(description, schema, value as object, at) : []
}
