/** The API's doors to links. */
import type { z } from 'zod'
import type { createLink } from '../actions/create-link.ts'
import type { countClicks, deleteLink, findLink, listLinks } from '../actions/manage-links.ts'
import { type createLinkRequest, listLinksQuery, showLink } from '../contract/links.ts'
import type { Link } from '../domain/link.ts'
import type { KeptAnswer, NewLink } from '../ports.ts'
import { type ApiAction, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import type { idempotent } from './idempotency.ts'
import { NO_STORE } from './problem.ts'
import { queryOf, requireNoQuery, validate } from './validate.ts'

export interface LinkActions {
  create: ReturnType<typeof createLink>
  find: ReturnType<typeof findLink>
  count: ReturnType<typeof countClicks>
  list: ReturnType<typeof listLinks>
  remove: ReturnType<typeof deleteLink>
}

const PATH = '/api/links'
const USUAL_PAGE = 50

/** The link id in a path; `""`, which is nobody's, where it cannot be one. */
export function idOf({ params: { id = '' } }: { params: Record<string, string> }): string {
  return /^lnk_[a-z0-9]{12}$/.test(id) ? id : ''
}

/** Makes the doors. */
export function linkDoors(
  baseUrl: string,
  schema: ReturnType<typeof createLinkRequest>,
  actions: LinkActions,
  once: ReturnType<typeof idempotent>,
) {
  const created = (link: NewLink): KeptAnswer => ({
    status: 201,
    location: `${baseUrl}${PATH}/${link.id}`,
    body: JSON.stringify(showLink(baseUrl, link, 0)),
  })

  const create: ApiAction = async (call) => {
    requireNoQuery(call.request.url)
    const wish: z.output<typeof schema> = validate(schema, await readJson(call.request))
    return once(call, PATH, wish, async (claim) => {
      const keep = claim ? (link: NewLink) => ({ claim, answer: created(link) }) : undefined
      return created(await actions.create(call.caller.user, wish, keep))
    })
  }

  const list: ApiAction = async ({ request, caller }) => {
    const { limit = USUAL_PAGE, cursor = null } = validate(listLinksQuery, queryOf(request.url))
    const page = await actions.list(caller.user.id, limit, cursor)
    const shown = page.links.map(({ link, clicks }) => showLink(baseUrl, link, clicks))
    const next =
      page.next === null ? {} : { Link: `<${baseUrl}${PATH}?limit=${limit}&cursor=${page.next}>; rel="next"` }
    return jsonAnswer(200, shown, next)
  }

  const show = async (link: Link) => {
    const [counted] = await actions.count([link])
    return jsonAnswer(200, showLink(baseUrl, link, counted?.clicks ?? 0))
  }

  const find: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    return show(await actions.find(caller.user.id, idOf(request)))
  }

  const remove: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    await actions.remove(caller.user.id, idOf(request))
    return new Response(null, { status: 204, headers: { 'Cache-Control': NO_STORE } })
  }

  return { create, list, find, remove }
}
