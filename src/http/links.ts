/** The API's doors to links. */
import type { z } from 'zod'
import type { changeLink } from '../actions/change-link.ts'
import type { createLink } from '../actions/create-link.ts'
import type { LinkListQuestion, listLinks } from '../actions/list-links.ts'
import type { CountedLink, countClicks, deleteLink, findLink } from '../actions/manage-links.ts'
import type { restoreLink } from '../actions/restore-link.ts'
import {
  type changeLinkRequest,
  type createLinkRequest,
  listLinksQuery,
  showLink,
} from '../contract/links.ts'
import type { Link } from '../domain/link.ts'
import type { KeptAnswer } from '../ports/idempotency.ts'
import type { NewLink } from '../ports/links.ts'
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
  change: ReturnType<typeof changeLink>
  remove: ReturnType<typeof deleteLink>
  restore: ReturnType<typeof restoreLink>
}

const PATH = '/api/links'
const USUAL_PAGE = 50

/** The link id in a path; `""`, which is nobody's, where it cannot be one. */
export function idOf({ params: { id = '' } }: { params: Record<string, string> }): string {
  return /^lnk_[a-z0-9]{12}$/.test(id) ? id : ''
}

export interface LinkSchemas {
  create: ReturnType<typeof createLinkRequest>
  change: ReturnType<typeof changeLinkRequest>
}

/** The query of the page after one: the same question, from another link on. */
function nextQuery({ limit, search, sort }: LinkListQuestion, cursor: string): string {
  const choices = { ...(search === null ? {} : { search }), ...(sort === 'newest' ? {} : { sort }) }
  return Object.entries({ limit, cursor, ...choices })
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
}

/** Makes the doors. */
export function linkDoors(
  baseUrl: string,
  schemas: LinkSchemas,
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
    const wish: z.output<LinkSchemas['create']> = validate(schemas.create, await readJson(call.request))
    return once(call, PATH, wish, async (claim) => {
      const keep = claim ? (link: NewLink) => ({ claim, answer: created(link) }) : undefined
      return created(await actions.create(call.caller.user, wish, keep))
    })
  }

  const list: ApiAction = async ({ request, caller }) => {
    const { limit = USUAL_PAGE, cursor = null, ...choice } = validate(listLinksQuery, queryOf(request.url))
    const question = { limit, cursor, search: choice.search || null, sort: choice.sort ?? 'newest' }
    const page = await actions.list(caller.user.id, question)
    const shown = page.links.map(({ link, clicks }) => showLink(baseUrl, link, clicks))
    if (page.next === null) return jsonAnswer(200, shown)
    const next = `${baseUrl}${PATH}?${nextQuery(question, page.next)}`
    return jsonAnswer(200, shown, { Link: `<${next}>; rel="next"` })
  }

  const show = async (link: Link) => {
    const [counted] = await actions.count([link])
    return jsonAnswer(200, showLink(baseUrl, link, counted?.clicks ?? 0))
  }

  const find: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    return show(await actions.find(caller.user.id, idOf(request)))
  }

  const change: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    const wish: z.output<LinkSchemas['change']> = validate(schemas.change, await readJson(request))
    return show(await actions.change(caller.user, idOf(request), wish))
  }

  const remove: ApiAction = async ({ request, caller }) => {
    requireNoQuery(request.url)
    await actions.remove(caller.user.id, idOf(request))
    return new Response(null, { status: 204, headers: { 'Cache-Control': NO_STORE } })
  }

  const restored = ({ link, clicks }: CountedLink): KeptAnswer => ({
    status: 200,
    location: null,
    body: JSON.stringify(showLink(baseUrl, link, clicks)),
  })

  const restore: ApiAction = async (call) => {
    requireNoQuery(call.request.url)
    const id = idOf(call.request)
    return once(call, `${PATH}/${id}/restore`, null, async (claim) => {
      const keep = claim ? (found: CountedLink) => ({ claim, answer: restored(found) }) : undefined
      return restored(await actions.restore(call.caller.user.id, id, keep))
    })
  }

  return { create, list, find, change, remove, restore }
}
