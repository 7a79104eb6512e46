/** The frame of every page that the server draws, and the headers it goes out with. */
import { createHash } from 'node:crypto'
import { Html, html } from './html.ts'
import { STYLE } from './style.ts'

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64')
const STYLE_TAG = html`<style>${new Html(STYLE)}</style>`

/**
 * No script, no image, nothing from elsewhere, no frame around it. `form-action` is left open on purpose: a browser
 * would hold it against the redirect that follows a right password.
 */
const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; frame-ancestors 'none'`,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'no-referrer',
}

export interface Page {
  title: string
  body: Html
  /** A page with one thing to do is narrow. */
  width?: 'narrow' | 'wide'
}

/** A whole page. */
export const draw = ({ title, body, width = 'wide' }: Page): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
${STYLE_TAG}
</head>
<body>
<main class="${width}">
<a class="mark" href="/"><b>~/</b>fluxly</a>
${body}
</main>
</body>
</html>
`.text

/** An answer that is a page. It is not stored anywhere unless `headers` say so. */
export const pageAnswer = (page: Page, status = 200, headers: Record<string, string> = {}): Response =>
  new Response(draw(page), {
    status,
    headers: { ...HEADERS, 'Cache-Control': 'private, no-store', ...headers },
  })
