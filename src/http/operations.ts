/** Doors for who runs the server: is it alive, can it serve, what does it count. */
import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Handler } from './api.ts'

const plain = (status: number, text: string) =>
  new Response(text, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })

/** Makes `/healthz` and `/readyz`. */
export function healthDoors(isReady: () => boolean): { live: Handler; ready: Handler } {
  return {
    live: () => plain(200, 'alive\n'),
    ready: () => (isReady() ? plain(200, 'ready\n') : plain(503, 'not ready\n')),
  }
}

/** A figure that grows, or one that goes up and down; read when it is asked for. */
export interface Figure {
  name: string
  help: string
  kind: 'counter' | 'gauge'
  read(): number
}

function register(registry: Registry, { name, help, kind, read }: Figure): void {
  if (kind === 'gauge')
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(read())
      },
    })
  else
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(read())
      },
    })
}

/** All figures as text, for whoever gathers them. */
export interface Metrics {
  readonly contentType: string
  text(): Promise<string>
}

/** The figures of this process and ours. */
export function openRegistry(figures: Figure[]): Registry {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const figure of figures) register(registry, figure)
  return registry
}

/** Makes `/metrics`. */
export const metricsDoor =
  ({ contentType, text }: Metrics): Handler =>
  async () =>
    new Response(await text(), { headers: { 'Content-Type': contentType, 'Cache-Control': 'no-store' } })
