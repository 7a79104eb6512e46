/** The description of the API, made from the schemas that validate it. */
import { changeLinkRequest, createLinkRequest, type LinkContext, linkAnswer } from './links.ts'
import { accountPaths, accountSchemas } from './openapi-account.ts'
import { analyticsPaths, analyticsSchemas } from './openapi-analytics.ts'
import { linkPaths } from './openapi-links.ts'
import { type Json, schemaOf } from './openapi-parts.ts'
import { problemAnswer } from './problem.ts'

const paths = () => ({
  ...linkPaths(),
  ...analyticsPaths(),
  ...accountPaths(),
})

/** The whole description, OpenAPI 3.1, under the public base URL. */
export function openapi(baseUrl: string, version: string, context: LinkContext): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Fluxly API',
      version,
      description: 'Shorten URLs, read their statistics and manage links from any code.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: baseUrl }],
    security: [{ key: [] }],
    tags: [
      { name: 'Links', description: 'Short URLs and where they lead.' },
      { name: 'Analytics', description: 'Who clicked, when and from where, without knowing who they are.' },
      { name: 'Account', description: 'What your plan allows, and what is used of it.' },
    ],
    paths: paths(),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer', description: 'An API key: fluxly_live_…' } },
      schemas: {
        NewLink: schemaOf(createLinkRequest(context)),
        LinkChange: schemaOf(changeLinkRequest(context)),
        Link: schemaOf(linkAnswer),
        ...analyticsSchemas(),
        ...accountSchemas(),
        Problem: schemaOf(problemAnswer),
      },
    },
  }
}
