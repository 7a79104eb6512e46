/** A load balancer as small as one can be: it asks each node whether it is ready, and sends requests to those that are. */
import type { TestServer } from './server.ts'

/** How often nodes are asked, in milliseconds. */
const LOOK_EVERY = 50

export interface Front {
  port: number
  /** Requests that a node did not answer. Nothing is tried again: each of them is a client's failure. */
  failed: string[]
  stop(): Promise<void>
}

const isReady = ({ url }: TestServer) =>
  fetch(`${url}/readyz`, { keepalive: false }).then(
    ({ status }) => status === 200,
    () => false,
  )

/** Stands before nodes, and gives each request to the next one that is ready. */
export function standBefore(nodes: TestServer[]): Front {
  let ready = nodes
  let turn = 0
  let looking: Promise<void> = Promise.resolve()
  const failed: string[] = []

  const look = async () => {
    const answers = await Promise.all(nodes.map(isReady))
    ready = nodes.filter((_, n) => answers[n])
  }
  const timer = setInterval(() => {
    looking = looking.then(look)
  }, LOOK_EVERY)

  async function pass(request: Request): Promise<Response> {
    const node = ready[turn++ % ready.length]
    const { pathname } = new URL(request.url)
    if (!node) {
      failed.push(`${request.method} ${pathname}: no node is ready`)
      return new Response(null, { status: 502 })
    }
    try {
      const body = await request.arrayBuffer()
      const answer = await fetch(node.url + pathname, {
        method: request.method,
        headers: request.headers,
        redirect: 'manual',
        keepalive: false,
        ...(body.byteLength > 0 ? { body } : {}),
      })
      return new Response(await answer.arrayBuffer(), answer)
    } catch (error) {
      failed.push(`${request.method} ${pathname} on ${node.port}: ${error}`)
      return new Response(null, { status: 502 })
    }
  }

  const server = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: pass })
  return {
    port: server.port ?? 0,
    failed,
    async stop() {
      clearInterval(timer)
      await looking
      await server.stop(true)
    },
  }
}
