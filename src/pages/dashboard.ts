/** The shell of the dashboard: an empty page that its scripts fill. */
import type { Assets } from './assets.ts'
import { html } from './html.ts'

/** The mark, small enough to stand in the page. */
const ICON = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b6b4f"/><path d="M5 18.5c1.6-3.4 4-3.4 5.6-1.2s4 2.2 5.6-1.2M19 24l7-16" fill="none" stroke="#fff" stroke-width="2.8" stroke-linecap="round" stroke-linejoin="round"/></svg>',
)}`

const draw = ({ app, theme }: Assets): string =>
  html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="robots" content="noindex">
<title>Fluxly</title>
<link rel="icon" href="${ICON}">
<script src="${theme.script}"></script>
<link rel="stylesheet" href="${app.style}">
${app.preload.map((path) => html`<link rel="modulepreload" href="${path}">`)}
<script type="module" src="${app.script}"></script>
</head>
<body>
<div id="app"></div>
<noscript>The dashboard needs JavaScript. The API and the command line do the same without it.</noscript>
</body>
</html>
`.text

/** Everything comes from this server; what a person typed or a link holds can never become a script or a style. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

const HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': POLICY,
  'Cache-Control': 'no-cache',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'same-origin',
}

/** Makes the answer that every page of the dashboard begins with. */
export function dashboardAnswer(assets: Assets): () => Response {
  const shell = draw(assets)
  return () => new Response(shell, { headers: HEADERS })
}
