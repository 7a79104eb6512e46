/** Doors for who runs the server: is it alive, can it serve, what does it count. */
import type { Registry } from 'prom-client'
import type { Handler } from './api.ts'

const plain = (status: number, text: string) =>
  new Response(text, {
    status,
    headers: { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' },
  })

/** Degraded: redirects and reads go on, and what would have to be kept is refused. */
export type Readiness = 'ready' | 'degraded' | 'not ready'

/** Makes `/healthz` and `/readyz`. */
export function healthDoors(readiness: () => Readiness): { live: Handler; ready: Handler } {
  const answers: Record<Readiness, () => Response> = {
    ready: () => plain(200, 'ready\n'),
    degraded: () =>
      plain(200, 'degraded: the disk takes nothing; redirects and reads go on, writes are refused\n'),
    'not ready': () => plain(503, 'not ready\n'),
  }
  return { live: () => plain(200, 'alive\n'), ready: () => answers[readiness()]() }
}

/** A figure that grows, or one that goes up and down; read when it is asked for. */
export interface Figure {
  name: string
  help: string
  kind: 'counter' | 'gauge'
  read(): number
}

async function register(registry: Registry, { name, help, kind, read }: Figure): Promise<void> {
  const { Counter, Gauge } = await import('prom-client')
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
  text(): Promise<string>
}

async function openRegistry(figures: Figure[]): Promise<Registry> {
  const { collectDefaultMetrics, Registry } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const figure of figures) await register(registry, figure)
  return registry
}

/** The figures of this process and ours, gathered from the first time that somebody asks. */
export function registryOf(figures: Figure[]): () => Promise<Registry> {
  let opened: Promise<Registry> | null = null
  return () => {
    opened ??= openRegistry(figures)
    return opened
  }
}

/** The text format of Prometheus. */
const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Makes `/metrics`. */
export const metricsDoor =
  ({ text }: Metrics): Handler =>
  async () =>
    new Response(await text(), { headers: { 'Content-Type': METRICS_TYPE, 'Cache-Control': 'no-store' } })
