/** What the browser remembers of answers, and when it asks again. */
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { Problem } from '../api.ts'

const FRESH_FOR = 15_000
const TRIES = 1

/** Only what a second try could change is tried again: the way there, or the server's own trouble. */
const worthAnother = (tries: number, error: unknown) =>
  tries < TRIES && error instanceof Problem && (error.status === 0 || error.status >= 502)

/** Makes the memory. `signedOut` is called when the API no longer knows who asks. */
export function queryClient(signedOut: () => void): QueryClient {
  const look = (error: unknown) => {
    if (error instanceof Problem && error.status === 401 && error.code === 'invalid_key') signedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError: look }),
    mutationCache: new MutationCache({ onError: look }),
    defaultOptions: { queries: { staleTime: FRESH_FOR, retry: worthAnother } },
  })
}
