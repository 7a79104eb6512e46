/** Doors for who runs this server: users, links of everybody, invitations, the sign-up policy, mails nobody got. */
import type { changeUser, disableLink, invite, listAllLinks, listUsers } from '../actions/administer.ts'
import {
  changeLinkRequest,
  changeUserRequest,
  inviteRequest,
  listAllLinksQuery,
  listUsersQuery,
  settingsRequest,
  showInvitation,
  showMail,
  showUser,
} from '../contract/admin.ts'
import { showLink } from '../contract/links.ts'
import { Failure } from '../domain/failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { Invitations } from '../ports/invitations.ts'
import type { Outbox } from '../ports/mail.ts'
import type { Settings } from '../ports/settings.ts'
import { type ApiAction, doneAnswer, jsonAnswer } from './api.ts'
import { readJson } from './body.ts'
import { queryOf, requireNoQuery, validate } from './validate.ts'

export interface AdminParts {
  listUsers: ReturnType<typeof listUsers>
  changeUser: ReturnType<typeof changeUser>
  listAllLinks: ReturnType<typeof listAllLinks>
  disableLink: ReturnType<typeof disableLink>
  invite: ReturnType<typeof invite>
  invitations: Invitations
  settings: Settings
  mails: Outbox
  clock: Clock
  url: string
}

const USUAL_PAGE = 50

/** Makes the doors. */
export function adminDoors(parts: AdminParts) {
  const {
    listUsers,
    changeUser,
    listAllLinks,
    disableLink,
    invite,
    invitations,
    settings,
    mails,
    clock,
    url,
  } = parts

  /** The header that leads to the next page of a list, where there is one. */
  function nextPage(list: string, query: Record<string, string | number | null>): Record<string, string> {
    if (query.cursor === null) return {}
    const given = Object.entries(query).flatMap(([name, value]) =>
      value === null ? [] : [[name, String(value)]],
    )
    return { Link: `<${url}/api/admin/${list}?${new URLSearchParams(given)}>; rel="next"` }
  }

  const users: ApiAction = async ({ request }) => {
    const { search = '', limit = USUAL_PAGE, cursor = null } = validate(listUsersQuery, queryOf(request.url))
    const page = await listUsers(search, limit, cursor)
    const next = nextPage('users', { limit, cursor: page.next, search: search || null })
    return jsonAnswer(200, page.users.map(showUser), next)
  }

  const changeOne: ApiAction = async ({ request, caller }) => {
    const wish = validate(changeUserRequest, await readJson(request))
    const user = await changeUser(caller.user, request.params.id ?? '', wish)
    const { links: _, links_this_month: __, ...shown } = showUser({ user, links: 0, linksThisMonth: 0 })
    return jsonAnswer(200, shown)
  }

  const links: ApiAction = async ({ request }) => {
    const {
      user: userId = null,
      search = null,
      limit = USUAL_PAGE,
      cursor = null,
    } = validate(listAllLinksQuery, queryOf(request.url))
    const page = await listAllLinks({ userId, search, limit, after: cursor })
    const shown = page.links.map(({ link, clicks, email, userId: user_id }) => ({
      ...showLink(url, link, clicks),
      user_id,
      email,
    }))
    return jsonAnswer(200, shown, nextPage('links', { limit, cursor: page.next, user: userId, search }))
  }

  const changeLink: ApiAction = async ({ request }) => {
    const { disabled } = validate(changeLinkRequest, await readJson(request))
    await disableLink(request.params.id ?? '', disabled)
    return doneAnswer()
  }

  const readSettings: ApiAction = async () => jsonAnswer(200, { sign_up: await settings.signUp() })

  const changeSettings: ApiAction = async ({ request }) => {
    const { sign_up } = validate(settingsRequest, await readJson(request))
    await settings.setSignUp(sign_up)
    return jsonAnswer(200, { sign_up })
  }

  const listInvitations: ApiAction = async ({ request }) => {
    requireNoQuery(request.url)
    return jsonAnswer(200, (await invitations.list()).map(showInvitation))
  }

  const inviteOne: ApiAction = async ({ request }) => {
    const { email } = validate(inviteRequest, await readJson(request))
    const { invitation, link } = await invite(email)
    return jsonAnswer(201, { ...showInvitation(invitation), invite_url: link })
  }

  const withdraw: ApiAction = async ({ request }) => {
    if (await invitations.remove(request.params.id ?? '')) return doneAnswer()
    throw new Failure('not_found', 'There is no such invitation.')
  }

  const outbox: ApiAction = async () => jsonAnswer(200, (await mails.list(clock.now())).map(showMail))

  return {
    users,
    changeOne,
    links,
    changeLink,
    readSettings,
    changeSettings,
    listInvitations,
    inviteOne,
    withdraw,
    outbox,
  }
}
