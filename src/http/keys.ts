/** Doors to one's own API keys. */
import { requireFeature } from '../actions/caller.ts'
import type { issueKey } from '../actions/issue-key.ts'
import type { revokeKey } from '../actions/manage-keys.ts'
import { newKeyRequest, showKey } from '../contract/account.ts'
import type { Plans } from '../domain/plan.ts'
import type { Keys } from '../ports/keys.ts'
import { type ApiAction, doneAnswer, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import { requireNoQuery, validate } from './validate.ts'

export interface KeyParts {
  keys: Pick<Keys, 'list'>
  issue: ReturnType<typeof issueKey>
  revoke: ReturnType<typeof revokeKey>
  plans: Plans
}

/** Makes the doors. */
export function keyDoors({ keys, issue, revoke, plans }: KeyParts) {
  const list: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    return jsonAnswer(200, (await keys.list(caller.user.id)).reverse().map(showKey))
  }

  const create: ApiAction = async ({ request, caller }) => {
    const { name } = validate(newKeyRequest, await readJson(request))
    requireFeature(caller.user, 'api', plans)
    const { key, record } = await issue(caller.user.id, name)
    return jsonAnswer(201, { ...showKey(record), key })
  }

  const remove: ApiAction = async ({ request, caller }) => {
    await revoke(caller.user.id, request.params.id ?? '')
    return doneAnswer()
  }

  return { list, create, remove }
}
