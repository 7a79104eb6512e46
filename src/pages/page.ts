/** The frame of every page that the server draws, and the headers it goes out with. */
import { createHash } from 'node:crypto'
import type { Assets } from './assets.ts'
import { Html, html } from './html.ts'
import { STYLE } from './style.ts'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const STYLE_TAG = html`<style>${new Html(STYLE)}</style>`
const NOTHING = html``

/**
 * No image, nothing from elsewhere, no frame around it. `form-action` is left open on purpose: a browser would hold it
 * against the redirect that follows a right password.
 */
const POLICY = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`
/** For the few pages that a script of ours makes handier. All of them work without it. */
const POLICY_WITH_SCRIPT = `${POLICY}; script-src 'self'; connect-src 'self'`

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
}

/** What drawn pages load: the script that sets the theme, and the one for buttons and forms. */
export type PageAssets = Pick<Assets, 'page' | 'theme'>

export interface Page {
  title: string
  body: Html
  /** A page with one thing to do is narrow, and bare. */
  width?: 'narrow' | 'wide'
  /** Where the page is, for the mark in the header's links. */
  at?: string
  /** A list of what is on a long page; it stands beside the text, or above it on a phone. */
  contents?: Html
  /** The scripts that make the page handier; without them it may run none. */
  assets?: PageAssets
}

const LINKS = [
  ['/docs', 'docs'],
  ['/reference', 'reference'],
  ['/plans', 'plans'],
] as const

const MARK = html`<a class="mark" href="/"><b>~/</b>fluxly</a>`

const headerLink = (at: string | undefined, [path, name]: readonly [string, string]) =>
  html`<a href="${path}"${at === path ? html` aria-current="page"` : ''}>${name}</a>`

const header = (at: string | undefined) => html`<header>
${MARK}
<nav aria-label="Fluxly">${LINKS.map((link) => headerLink(at, link))}<a href="/login" data-sign-in>sign in</a></nav>
</header>`

const FOOTER = html`<footer>
<p><a href="/docs">Documentation</a> <a href="/reference">API reference</a> <a href="/openapi.json">OpenAPI</a> <a href="/docs/errors">Errors</a> <a href="/plans">Plans</a></p>
<p>Fluxly. Short links you own, every click counted once. These pages set no cookie and ask nobody else.</p>
</footer>`

const narrow = ({ body }: Page) => html`<main class="narrow">
${MARK}
${body}
</main>`

/** The list of contents twice: folded above the text on a phone, and open beside it on a wide screen; one is always hidden. */
const contentsNav = (contents: Html) =>
  html`<nav class="contents" aria-label="On this page"><details><summary>On this page</summary>${contents}</details><div class="beside">${contents}</div></nav>`

const wide = ({ body, at, contents }: Page) => html`${header(at)}
<div class="${contents ? 'guide' : 'plain'}">
${contents ? contentsNav(contents) : NOTHING}
<main>
${body}
</main>
</div>
${FOOTER}`

const scripts = ({ theme, page }: PageAssets) =>
  html`<script src="${theme.script}"></script><script type="module" src="${page.script}"></script>`

/** A whole page. */
export const draw = (page: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${page.title}</title>
${STYLE_TAG}
${page.assets ? scripts(page.assets) : NOTHING}
</head>
<body>
${page.width === 'narrow' ? narrow(page) : wide(page)}
</body>
</html>
`.text

/** An answer that is a page. It is not stored anywhere unless `headers` say so. */
export const pageAnswer = (page: Page, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(draw(page), {
    status,
    headers: {
      ...HEADERS,
      'Content-Security-Policy': page.assets ? POLICY_WITH_SCRIPT : POLICY,
      'Cache-Control': 'private, no-store',
      ...headers,
    },
  })
