/** The parts of an OpenAPI description that the reference reads, and the way through its references. */

export interface Schema {
  $ref?: string
  type?: string | string[]
  title?: string
  description?: string
  format?: string
  pattern?: string
  enum?: unknown[]
  const?: unknown
  default?: unknown
  examples?: unknown[]
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  required?: string[]
  properties?: Record<string, Schema>
  items?: Schema
  anyOf?: Schema[]
  oneOf?: Schema[]
}

export interface Parameter {
  $ref?: string
  name: string
  in: string
  required?: boolean
  description?: string
  example?: unknown
  schema?: Schema
}

export interface Media {
  schema?: Schema
  example?: unknown
}

export interface Answer {
  $ref?: string
  description?: string
  headers?: Record<string, { $ref?: string; description?: string }>
  content?: Record<string, Media>
}

export interface Operation {
  operationId?: string
  summary?: string
  description?: string
  tags?: string[]
  deprecated?: boolean
  security?: Record<string, unknown>[]
  parameters?: Parameter[]
  requestBody?: { $ref?: string; required?: boolean; content?: Record<string, Media> }
  responses?: Record<string, Answer>
}

export interface Description {
  info?: { title?: string; version?: string; description?: string }
  servers?: { url: string }[]
  tags?: { name: string; description?: string }[]
  paths?: Record<string, Record<string, unknown> & { parameters?: Parameter[] }>
  components?: { securitySchemes?: Record<string, { description?: string }> }
}

/** Follows references inside one description. One that leads nowhere is a mistake of ours, and throws. */
export type Resolve = <T extends { $ref?: string }>(value: T) => T

export const resolverOf = (description: object): Resolve => {
  const resolve: Resolve = (value) => {
    if (value.$ref === undefined) return value
    let found: unknown = description
    for (const name of value.$ref.split('/').slice(1))
      found = (found as Record<string, unknown> | undefined)?.[name]
    if (found === undefined) throw new Error(`${value.$ref} leads nowhere.`)
    return resolve(found as typeof value)
  }
  return resolve
}

export const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const

/** An operation with where it is, and the parameters that its path has for all operations. */
export interface Place {
  id: string
  method: string
  path: string
  operation: Operation
  parameters: Parameter[]
}

/** Every operation, in the order of the description. */
export const placesOf = ({ paths = {} }: Description): Place[] =>
  Object.entries(paths).flatMap(([path, item]) =>
    METHODS.filter((method) => method in item).map((method) => {
      const operation = item[method] as Operation
      return {
        id: operation.operationId ?? `${method}-${path}`.replaceAll(/[^\w-]+/g, '-'),
        method: method.toUpperCase(),
        path,
        operation,
        parameters: [...(item.parameters ?? []), ...(operation.parameters ?? [])],
      }
    }),
  )
