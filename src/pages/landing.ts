/** The first page: what this is, why, and the first call. The same page for everybody; its script finds who is signed in. */
import { answerBlock, codeBlock } from './code.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const call = (baseUrl: string) => `curl ${baseUrl}/api/links \\
  -H "Authorization: Bearer fluxly_live_…" \\
  -H "Content-Type: application/json" \\
  -d '{"target_url": "https://example.com/very/long/path"}'`

const INVITATION = html`<div class="calls">
<p><a class="button" href="/signup">Create an account</a> <a class="button plain" href="/login">Sign in</a></p>
<p class="quiet">Or start with <a href="/docs">the documentation</a>: the first link is one request away.</p>
</div>`

/** In the place of the invitation for who is signed in. Hidden, and not reached by any key, until then. */
const FORM = html`<form class="shorten" data-shorten novalidate>
<label for="target">Shorten a URL</label>
<div class="row"><input id="target" name="target_url" type="text" inputmode="url" placeholder="https://example.com/very/long/path" autocomplete="off" autocapitalize="off" spellcheck="false" required aria-describedby="said"><button>Shorten</button></div>
<p class="said" id="said" aria-live="polite" data-said></p>
</form>`

/** The page, with examples that hold this installation's own address. */
export const landingPage = (baseUrl: string): Page => ({
  title: 'Fluxly: short links you own',
  at: '/',
  body: html`
<div class="hero">
<div>
<h1>Short links you own, every click counted once</h1>
<p class="lead">Fluxly makes short links, sends visitors on at once, and counts each click exactly, without tracking anybody.</p>
<div class="stage" data-stage>
${INVITATION}
${FORM}
</div>
</div>
<div>
${codeBlock('shell', call(baseUrl))}
${answerBlock('201', `{ "link_id": "lnk_abcdef123456",\n  "short_url": "${baseUrl}/r/k7Vq3Np", … }`)}
</div>
</div>
<ul class="cards">
<li><h2>exact</h2><p>One visit is one click, also after a crash. Bots stand beside people, neither hidden nor mixed in.</p></li>
<li><h2>quiet</h2><p>No cookie, no tracker, no address kept. Visitors stay strangers, and your reports stay true.</p></li>
<li><h2>yours</h2><p>Links, clicks and accounts live on this server alone. It is open source, and one command starts it.</p></li>
</ul>
<p class="onward"><a href="/docs">Documentation</a><a href="/reference">API reference</a><a href="/plans">Plans</a></p>`,
})
