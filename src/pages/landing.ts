/** The first page: what this is, and the first call. */
import { html } from './html.ts'
import type { Page } from './page.ts'

const call = (baseUrl: string) => `curl ${baseUrl}/api/links \\
  -H "Authorization: Bearer fluxly_live_…" \\
  -H "Content-Type: application/json" \\
  -d '{"target_url": "https://example.com/very/long/path"}'`

/** The page, with examples that hold this installation's own address. */
export const landingPage = (baseUrl: string): Page => ({
  title: 'Fluxly: short links you own',
  body: html`
<h1>Short links you own, every click counted once</h1>
<p>This is a Fluxly server. It makes short links, sends visitors on at once, and counts each click exactly, without tracking anybody.</p>
<h2>shorten a URL</h2>
<pre tabindex="0">${call(baseUrl)}</pre>
<p class="quiet">A key comes from the operator of this server: <code>bin/fluxly key create --email you@example.com --name laptop</code></p>
<h2>read on</h2>
<p><a href="/openapi.json">The API as OpenAPI 3.1</a> · <a href="/docs/errors">Every error and what to do</a> · <a href="/plans">The plans</a></p>`,
})
