/** The documentation's first steps: a key, a link. */
import { answerBlock, codeBlock } from '../code.ts'
import { html } from '../html.ts'
import type { DrawCall } from './samples.ts'
import type { Section } from './section.ts'

const answer = (baseUrl: string) =>
  JSON.stringify(
    {
      link_id: 'lnk_abcdef123456',
      slug: 'my-link',
      target_url: 'https://example.com/very/long/path',
      has_password: false,
      expires_at: null,
      click_count: 0,
      short_url: `${baseUrl}/r/my-link`,
      created_at: '2026-11-22T17:43:45.274+00:00',
      disabled: false,
    },
    null,
    2,
  )

const key: Section = {
  id: 'key',
  title: 'get a key',
  body: html`
<p>Every request carries a key. Open the <a href="/dashboard/developer">dashboard</a>, section <b>Developer API</b>, name a key and press <b>Generate</b>. The whole key is shown once: put it where your program reads its secrets. Only a hash of it is kept here, so a lost key cannot be recovered, only replaced. A key that is revoked stops at once.</p>
<p>The API comes with the <a href="#plans">Full Stack</a> plan. The examples read the key from the environment:</p>
${codeBlock('shell', 'export FLUXLY_KEY=fluxly_live_…')}
<p class="quiet">A key acts for your whole account. Keep it on a server; never put it into a web page or an app.</p>`,
}

const first = (baseUrl: string, call: DrawCall): Section => ({
  id: 'first-link',
  title: 'your first link',
  body: html`
${call({ method: 'POST', path: '/api/links', body: { target_url: 'https://example.com/very/long/path', custom_slug: 'my-link' } })}
<p>The answer is <code>201</code> and the link. Give <code>short_url</code> to people; use <code>link_id</code> in further calls.</p>
${answerBlock('answer', answer(baseUrl))}
<p>Open the short URL in a browser, then read the click back. It is counted within two seconds.</p>
${call({ path: '/api/links/lnk_abcdef123456/analytics' })}`,
})

export const beginning = (baseUrl: string, call: DrawCall): Section[] => [key, first(baseUrl, call)]
