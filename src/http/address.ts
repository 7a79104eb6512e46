/** Where a request comes from. */
import type { Server } from 'bun'
import ipaddr from 'ipaddr.js'

/** A network: its address and how many bits of it count. */
export type AddressRange = ReturnType<typeof ipaddr.parseCIDR>

type Address = ReturnType<typeof ipaddr.process>

/** An address in its one form: an IPv4 address that came as IPv6 is an IPv4 address. Null where it is none. */
const parse = (text: string): Address | null => (ipaddr.isValid(text) ? ipaddr.process(text) : null)

/** Finds a client's address. `X-Forwarded-For` is believed only from trusted proxies, from the right, as far as they go. */
export function addressFinder(
  trusted: readonly AddressRange[],
): (request: Request, server: Server<unknown>) => string {
  const isTrusted = (address: Address) =>
    trusted.some(([range, bits]) => range.kind() === address.kind() && address.match(range, bits))

  function behindProxies(peer: string, forwarded: string | null): string {
    const address = parse(peer)
    if (forwarded === null || !address || !isTrusted(address)) return peer
    for (const hop of forwarded.split(',').reverse()) {
      const client = parse(hop.trim())
      if (!client) return peer
      if (!isTrusted(client)) return client.toString()
    }
    return peer
  }

  if (trusted.length === 0) return (_, server) => server.requestIP(_)?.address ?? ''
  return (request, server) =>
    behindProxies(server.requestIP(request)?.address ?? '', request.headers.get('x-forwarded-for'))
}

/** The network that limits are counted for: an IPv4 address alone, an IPv6 address with its neighbours in a /64. */
export function addressGroup(text: string): string {
  const address = parse(text)
  if (!(address instanceof ipaddr.IPv6)) return address?.toString() ?? text
  return address.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')
}
