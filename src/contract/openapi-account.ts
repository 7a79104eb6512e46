/** The part of the description that is about one's own account. */
import { accountAnswer } from './account.ts'
import { ok, ref, refusals, schemaOf } from './openapi-parts.ts'

export const accountPaths = () => ({
  '/api/account': {
    get: {
      operationId: 'getAccount',
      summary: 'Read your account, its plan and what is used of it',
      tags: ['Account'],
      responses: { '200': ok('The account.', ref('Account')), ...refusals(401, 402, 422, 429) },
    },
  },
})

export const accountSchemas = () => ({ Account: schemaOf(accountAnswer) })
