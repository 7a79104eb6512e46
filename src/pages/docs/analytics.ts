/** The documentation of statistics: counts, live clicks, CSV. */
import { answerBlock, codeBlock } from '../code.ts'
import { html } from '../html.ts'
import { type DrawCall, drawSample, type Sample } from './samples.ts'
import { type Section, terms } from './section.ts'

const LINK = '/api/links/lnk_abcdef123456'

const read = (call: DrawCall): Section => ({
  id: 'analytics',
  title: 'analytics',
  body: html`
<p><code class="call">GET /api/links/{id}/analytics</code> answers for one link, <code class="call">GET /api/analytics</code> for all of your links together.</p>
${call({ path: `${LINK}/analytics`, query: { from: '2026-11-01', to: '2026-11-30', tz: 'Europe/Berlin', bots: 'exclude' } })}
${terms([
  [
    'from, to',
    html`Days (<code>2026-11-01</code>, the last one included) or RFC 3339 times. Left out: the last 30 days. How far back you can look is a matter of the <a href="#plans">plan</a>.`,
  ],
  [
    'tz',
    html`Whose days are counted: <code>Europe/Berlin</code>, or an offset such as <code>+05:45</code>. Left out: UTC.`,
  ],
  ['interval', html`<code>day</code> (usual) or <code>hour</code>, the latter for at most 14 days.`],
  [
    'bots',
    html`<code>include</code> (usual), <code>exclude</code> or <code>only</code>: whether the lists count crawlers, previews and programs.`,
  ],
  [
    'referrer, country, device, browser, os',
    html`Count only clicks with this value, one each: <code>country=DE</code>, <code>device=mobile</code>, <code>referrer=direct</code>. <code>country=unknown</code> where it is not known.`,
  ],
])}
<p>In the answer <code>total_clicks</code>, <code>bot_clicks</code> and <code>unique_clicks</code> are for all time. <code>period_clicks</code>, <code>timeline</code> (empty days included, as zero), <code>referrers</code>, <code>devices</code>, <code>browsers</code>, <code>systems</code> and <code>countries</code> are for the period; <code>recent_clicks</code> are the newest 50.</p>
${answerBlock(
  'answer, shortened',
  `{
  "link_id": "lnk_abcdef123456",
  "total_clicks": 1289,
  "bot_clicks": 41,
  "unique_clicks": 903,
  "timeline": [{ "date": "2026-11-01", "clicks": 37 }, …],
  "referrers": [{ "referrer": "news.example.com", "clicks": 512 }, { "referrer": "direct", "clicks": 407 }, …],
  "devices": [{ "device": "mobile", "clicks": 801 }, …],
  "recent_clicks": [{ "clicked_at": "2026-11-30T22:58:03.118+00:00", "device": "mobile", "country": "DE", … }, …]
}`,
)}`,
})

const clicks = `{"clicked_at":"2026-11-22T17:43:45.274+00:00","referrer":"news.example.com","device":"mobile",…}`

const streams = (url: string): Sample => ({
  curl: `curl -N ${url} \\
  -H "Authorization: Bearer $FLUXLY_KEY"`,
  node: `const response = await fetch('${url}', {
  headers: { Authorization: 'Bearer ' + process.env.FLUXLY_KEY },
})
for await (const text of response.body.pipeThrough(new TextDecoderStream())) console.log(text)`,
  python: `import os, requests

response = requests.get(
    '${url}',
    headers={'Authorization': 'Bearer ' + os.environ['FLUXLY_KEY']},
    stream=True,
)
for line in response.iter_lines(decode_unicode=True):
    print(line)`,
})

const live = (baseUrl: string): Section => ({
  id: 'live',
  title: 'live clicks',
  body: html`
<p><code class="call">GET /api/clicks/stream</code> tells each click of your account as it is counted, <code class="call">GET /api/links/{id}/clicks/stream</code> those of one link, as <code>text/event-stream</code>.</p>
${drawSample(streams(`${baseUrl}/api/clicks/stream`))}
${answerBlock('answer', `event: click\nid: 4711\ndata: ${clicks}\n`)}
<p>A browser in which you are signed in here needs no key. <code>EventSource</code> connects again by itself and goes on after the last click it saw (<code>Last-Event-ID</code>), so none is missed:</p>
${codeBlock(
  'a page of this server',
  `const clicks = new EventSource('/api/clicks/stream')
clicks.addEventListener('click', (event) => console.log(JSON.parse(event.data)))`,
)}`,
})

const csv = (call: DrawCall): Section => ({
  id: 'csv',
  title: 'CSV',
  body: html`
<p><code class="call">GET /api/links.csv</code> holds your links, <code class="call">/api/clicks.csv</code> and <code class="call">/api/links/{id}/clicks.csv</code> single clicks (with <code>from</code>, <code>to</code>, <code>bots</code> and the filters above). Times are UTC. Cells that a spreadsheet would take for a formula are made harmless.</p>
${call({ path: `${LINK}/clicks.csv`, query: { from: '2026-11-01' }, answer: { file: 'clicks.csv' } })}`,
})

export const ofAnalytics = (baseUrl: string, call: DrawCall): Section[] => [
  read(call),
  live(baseUrl),
  csv(call),
]
