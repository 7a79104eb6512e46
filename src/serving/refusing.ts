/** The port of a server that cannot know anything yet: it lives, is not ready, and refuses everything else. */
import type { Config } from '../config/config.ts'
import { Failure } from '../domain/failure.ts'
import { isApi } from '../http/api.ts'
import { healthDoors } from '../http/operations.ts'
import { problemResponse, toFailure } from '../http/problem.ts'
import { visitorAnswers } from '../http/visitor-answers.ts'
import type { Log } from '../ports/log.ts'

const RETRY_AFTER = 5

/** Refuses all requests with 503. Gives back how to end that. */
export function refuseRequests({ url, host, port }: Pick<Config, 'url' | 'host' | 'port'>, log: Log) {
  const problem = problemResponse(url)
  const answers = visitorAnswers(problem, toFailure(log))
  const health = healthDoors(() => 'not ready')
  const failure = new Failure('unavailable', 'The database cannot be reached. Try again in a moment.', {
    retryAfter: RETRY_AFTER,
  })
  const server = Bun.serve({
    port,
    hostname: host,
    routes: { '/healthz': health.live, '/readyz': health.ready },
    fetch: (request) => (isApi(request) ? problem(failure) : answers.failed(request, failure)),
    development: false,
  })
  return () => server.stop(true)
}
