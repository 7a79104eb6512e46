/** The documentation of what holds for every call: pages, repeats, refusals, limits. */
import { answerBlock } from '../code.ts'
import { type Html, html } from '../html.ts'
import { type DrawCall, drawSample, type Sample } from './samples.ts'
import type { Section } from './section.ts'

const walks = (url: string): Sample => ({
  curl: `curl -i "${url}?limit=100" \\
  -H "Authorization: Bearer $FLUXLY_KEY"
# the header: Link: <${url}?limit=100&cursor=…>; rel="next"`,
  node: `let url = '${url}?limit=100'
while (url) {
  const response = await fetch(url, {
    headers: { Authorization: 'Bearer ' + process.env.FLUXLY_KEY },
  })
  for (const link of await response.json()) console.log(link.short_url)
  url = response.headers.get('link')?.match(/<(.+)>; rel="next"/)?.[1]
}`,
  python: `import os, requests

url = '${url}?limit=100'
while url:
    response = requests.get(url, headers={'Authorization': 'Bearer ' + os.environ['FLUXLY_KEY']})
    for link in response.json():
        print(link['short_url'])
    url = response.links.get('next', {}).get('url')`,
})

const pages = (baseUrl: string): Section => ({
  id: 'pages',
  title: 'page through a list',
  body: html`
<p>Where there is more, the <code>Link</code> header of the answer holds the whole URL of the next page. Follow it until it is not there any more.</p>
${drawSample(walks(`${baseUrl}/api/links`))}`,
})

const repeats = (call: DrawCall): Section => ({
  id: 'idempotency',
  title: 'send twice, make once',
  body: html`
<p>When an answer never arrives you cannot know whether the link was made. Send an <code>Idempotency-Key</code> of your own (at most 255 characters) with the <code>POST</code>, and the same one when you repeat it: the link is made once, and both requests get the same answer. Keys are remembered for 24 hours. Another body under the same key is refused with <code>422</code>; a repeat that comes while the first is still running, with <code>409</code>.</p>
${call({ method: 'POST', path: '/api/links', headers: { 'Idempotency-Key': 'order-4711' }, body: { target_url: 'https://example.com/order/4711' } })}`,
})

const errors = (baseUrl: string): Section => ({
  id: 'errors',
  title: 'errors',
  body: html`
<p>Every refusal is <code>application/problem+json</code> (RFC 9457). Match on <code>code</code>: its words never change. <a href="/docs/errors">All codes, and what to do about each</a>.</p>
${answerBlock(
  'answer 422',
  JSON.stringify(
    {
      type: `${baseUrl}/docs/errors#invalid_fields`,
      title: 'Wrong fields',
      status: 422,
      detail: 'target_url: is required.',
      code: 'invalid_fields',
      errors: [{ field: 'target_url', message: 'is required.' }],
    },
    null,
    2,
  ),
)}
<p><code>401</code> the key is missing, wrong or revoked · <code>402</code> the <a href="#plans">plan</a> does not allow it · <code>409</code> the slug is taken · <code>410</code> the link has expired · <code>422</code> a field is wrong; <code>errors</code> names every one.</p>`,
})

const perMinute = (rateLimit: number): Html =>
  rateLimit === 0
    ? html`This server does not limit requests.`
    : html`Each key may send ${rateLimit.toLocaleString('en')} requests a minute.`

const limits = (rateLimit: number): Section => ({
  id: 'rate-limits',
  title: 'rate limits',
  body: html`
<p>${perMinute(rateLimit)} Where there is a limit, every answer says how much is left:</p>
${answerBlock('headers', 'RateLimit-Policy: "api";q=600;w=60\nRateLimit: "api";r=599;t=42')}
<p>Beyond it the answer is <code>429</code>, and <code>Retry-After</code> holds the seconds to wait. Visitors who follow a link are not limited.</p>`,
})

export const ofEveryCall = (baseUrl: string, call: DrawCall, rateLimit: number): Section[] => [
  pages(baseUrl),
  repeats(call),
  errors(baseUrl),
  limits(rateLimit),
]
