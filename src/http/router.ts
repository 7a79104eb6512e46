/** From the route table to what the server understands: every path answers every method, if only with 405. */
import { Failure } from '../domain/failure.ts'
import type { Handler } from './api.ts'

export type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
export type RouteTable = Record<string, Partial<Record<Method, Handler>>>

const allowed = (methods: Partial<Record<Method, Handler>>) =>
  Object.keys(methods)
    .flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]))
    .join(', ')

/** Makes Bun's routes of a table. HEAD is answered like GET; the server leaves the body out. */
export function routesOf(table: RouteTable, refuse: (failure: Failure) => Response): Record<string, Handler> {
  const dispatch = (methods: Partial<Record<Method, Handler>>): Handler => {
    const handlers = new Map<string, Handler>(Object.entries(methods))
    const get = handlers.get('GET')
    if (get) handlers.set('HEAD', get)
    const allow = allowed(methods)
    return (request, server) => {
      const handler = handlers.get(request.method)
      if (handler) return handler(request, server)
      return refuse(new Failure('method_not_allowed', `This path answers ${allow}.`, { allow }))
    }
  }
  return Object.fromEntries(Object.entries(table).map(([path, methods]) => [path, dispatch(methods)]))
}

/** The first segments of a table's paths: words that no link may take. */
export const firstSegments = (table: RouteTable): string[] => [
  ...new Set(
    Object.keys(table)
      .map((path) => path.split('/')[1] ?? '')
      .filter(Boolean),
  ),
]
