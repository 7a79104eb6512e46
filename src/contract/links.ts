/** The public form of links. */
import { z } from 'zod'
import { expiryProblem, LINK_SORTS, passwordProblem, searchProblem } from '../domain/link.ts'
import { formatMoment, parseMoment } from '../domain/moment.ts'
import { SLUG_PATTERN, slugProblem } from '../domain/slug.ts'
import { LONGEST_TARGET, type OwnUrl, storedTarget, targetProblem } from '../domain/target.ts'
import { text, wholeNumber, word } from './fields.ts'

/** What the rules of a new link depend on. */
export interface LinkContext {
  own: OwnUrl
  now: () => number
}

function expiryMessage(value: string, now: number): string | null {
  const moment = parseMoment(value)
  if (moment === null) return 'must be an RFC 3339 time with an offset, such as "2026-12-31T23:59:00Z".'
  return expiryProblem(moment, now)
}

const targetField = ({ own }: LinkContext) =>
  text((value) => targetProblem(value, own)).meta({
    description: 'Where the link leads: http or https, without user name or password.',
    format: 'uri',
    maxLength: LONGEST_TARGET,
    examples: ['https://example.com/very/long/path'],
  })

const slugField = () =>
  text(slugProblem).meta({
    description: 'The part after /r/, case-sensitive. Left out: a random one.',
    pattern: SLUG_PATTERN.source,
    examples: ['my-link'],
  })

const expiryField = ({ now }: LinkContext) =>
  text((value) => expiryMessage(value, now())).meta({
    description: 'When the link stops working: in the future, at most 10 years away; null: never.',
    format: 'date-time',
    examples: ['2026-12-31T23:59:00Z'],
  })

const passwordField = () =>
  text(passwordProblem).meta({
    description: 'Visitors have to give it before they are sent on; null: none.',
    minLength: 1,
    maxLength: 256,
  })

/** The body of `POST /api/links`; read, it is a wish for a link. */
export const createLinkRequest = (context: LinkContext) =>
  z
    .strictObject({
      target_url: targetField(context),
      custom_slug: slugField().nullish(),
      expires_at: expiryField(context).nullish(),
      password: passwordField().nullish(),
    })
    .meta({ id: 'NewLink', title: 'A link to be made' })
    .transform((body) => ({
      target: storedTarget(body.target_url),
      slug: body.custom_slug ?? null,
      expiresAt: typeof body.expires_at === 'string' ? parseMoment(body.expires_at) : null,
      password: body.password ?? null,
    }))

/** The body of `PATCH /api/links/{id}`; read, it is a change, in which undefined is what stays. */
export const changeLinkRequest = (context: LinkContext) =>
  z
    .strictObject({
      target_url: targetField(context).optional(),
      expires_at: expiryField(context).nullish(),
      password: passwordField().nullish(),
    })
    .superRefine((body, issues) => {
      if (Object.keys(body).length === 0)
        issues.addIssue({
          code: 'custom',
          path: ['body'],
          message: 'must hold at least one of target_url, expires_at and password.',
        })
    })
    .meta({ id: 'LinkChange', title: 'What is changed of a link', minProperties: 1 })
    .transform((body) => ({
      target: body.target_url === undefined ? undefined : storedTarget(body.target_url),
      expiresAt: typeof body.expires_at === 'string' ? parseMoment(body.expires_at) : body.expires_at,
      password: body.password,
    }))

const listOf = 'is not one that a page of this list gave out.'

/** The query of `GET /api/links`. */
export const listLinksQuery = z.strictObject({
  limit: wholeNumber(1, 100)
    .meta({ description: 'Links a page, 1 to 100; 50 where it is left out.', examples: ['50'] })
    .optional(),
  cursor: text((value) => (/^lnk_[a-z0-9]{12}$/.test(value) ? null : listOf))
    .meta({ description: 'Where the page begins; taken from the Link header of the page before.' })
    .optional(),
  search: text(searchProblem)
    .meta({
      description: 'Links whose slug or target holds this text, in any case of its letters.',
      maxLength: 100,
    })
    .optional(),
  sort: word(LINK_SORTS)
    .meta({
      description: 'newest (where it is left out), oldest, or clicks: most clicked first, for up to 10,000.',
    })
    .optional(),
})

const moment = z.string().meta({ format: 'date-time', examples: ['2026-12-31T23:59:00+00:00'] })

/** A link as every answer shows it. */
export const linkAnswer = z
  .object({
    link_id: z.string().meta({ pattern: '^lnk_[a-z0-9]{12}$', examples: ['lnk_abcdef123456'] }),
    slug: z.string().meta({ examples: ['my-link'] }),
    target_url: z.string().meta({ format: 'uri', examples: ['https://example.com/very/long/path'] }),
    has_password: z.boolean(),
    expires_at: moment.nullable(),
    click_count: z.int().min(0).meta({ description: 'All clicks so far, bots included.' }),
    short_url: z.string().meta({ format: 'uri', examples: ['https://go.example.com/r/my-link'] }),
    created_at: moment,
    disabled: z
      .boolean()
      .meta({ description: 'Whether the operator has switched the link off: visitors get 451.' }),
  })
  .meta({ id: 'Link', title: 'A link' })

export type LinkAnswer = z.infer<typeof linkAnswer>

/** The parts of a link that its public form is made from. */
export interface ShownLink {
  id: string
  slug: string
  target: string
  passwordHash: string | null
  expiresAt: number | null
  createdAt: number
  disabledAt: number | null
}

/** A link in its public form, under the public base URL. */
export const showLink = (baseUrl: string, link: ShownLink, clicks: number): LinkAnswer => ({
  link_id: link.id,
  slug: link.slug,
  target_url: link.target,
  has_password: link.passwordHash !== null,
  expires_at: link.expiresAt === null ? null : formatMoment(link.expiresAt),
  click_count: clicks,
  short_url: `${baseUrl}/r/${link.slug}`,
  created_at: formatMoment(link.createdAt),
  disabled: link.disabledAt !== null,
})

/** The columns of a file of links, in their order. */
export const LINK_COLUMNS = [
  'link_id',
  'slug',
  'short_url',
  'target_url',
  'click_count',
  'created_at',
  'expires_at',
  'has_password',
  'disabled',
] as const satisfies (keyof LinkAnswer)[]
