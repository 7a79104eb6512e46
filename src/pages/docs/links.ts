/** The documentation of links: made, read, listed, changed, deleted, drawn as QR codes. */
import { html } from '../html.ts'
import type { DrawCall } from './samples.ts'
import { type Section, terms } from './section.ts'

const LINK = '/api/links/lnk_abcdef123456'

const make = (call: DrawCall): Section => ({
  id: 'create',
  title: 'make a link',
  body: html`
<p><code class="call">POST /api/links</code></p>
${terms([
  [
    'target_url',
    html`Required. <code>http</code> or <code>https</code>, at most 8,192 characters, without user name or password.`,
  ],
  [
    'custom_slug',
    html`The part after <code>/r/</code>: letters, digits, <code>-</code> and <code>_</code>, 1 to 64 of them, capitals matter. Left out: a random one. Taken: <code>409</code>.`,
  ],
  [
    'expires_at',
    html`RFC 3339 with an offset, such as <code>2026-12-31T23:59:00Z</code>. Afterwards the link answers <code>410</code>; its statistics stay.`,
  ],
  [
    'password',
    html`1 to 256 characters. Visitors are asked for it before they are sent on; until then the target is told to nobody.`,
  ],
])}
${call({ method: 'POST', path: '/api/links', body: { target_url: 'https://example.com/spring', custom_slug: 'spring-sale', expires_at: '2030-12-31T23:59:00Z', password: 'secret123' } })}
<p>A field that is not in this list is refused with <code>422</code>, so a typing mistake never goes unnoticed.</p>`,
})

const read = (call: DrawCall): Section => ({
  id: 'read',
  title: 'read and list',
  body: html`
<p><code class="call">GET /api/links/{id}</code> answers one link.</p>
${call({ path: LINK })}
<p><code class="call">GET /api/links</code> answers an array, newest first.</p>
${terms([
  [
    'search',
    html`Only links whose slug or target holds this text, in capitals or not; at most 100 characters.`,
  ],
  ['sort', html`<code>newest</code> (usual), <code>oldest</code> or <code>clicks</code>.`],
  [
    'limit',
    html`Links a page, 1 to 100; 50 where it is left out. More in <a href="#pages">page through a list</a>.`,
  ],
])}
${call({ path: '/api/links', query: { search: 'spring', sort: 'clicks' } })}`,
})

const change = (call: DrawCall): Section => ({
  id: 'change',
  title: 'change a link',
  body: html`
<p><code class="call">PATCH /api/links/{id}</code> changes what you send and leaves the rest: <code>target_url</code>, <code>expires_at</code> (<code>null</code>: never) and <code>password</code> (<code>null</code>: none). It is in force at the next click. The slug stays as it is.</p>
${call({ method: 'PATCH', path: LINK, body: { target_url: 'https://example.com/summer', expires_at: null } })}`,
})

const remove = (call: DrawCall): Section => ({
  id: 'delete',
  title: 'delete and restore',
  body: html`
<p><code class="call">DELETE /api/links/{id}</code> answers <code>204</code>. The short URL answers <code>404</code> from then on. Its slug stays yours for 90 days; after that others may take it.</p>
${call({ method: 'DELETE', path: LINK, answer: 'status' })}
<p><code class="call">POST /api/links/{id}/restore</code> undoes it. <code>409</code> says that you have used the slug for another link since.</p>
${call({ method: 'POST', path: `${LINK}/restore` })}`,
})

const qr = (call: DrawCall): Section => ({
  id: 'qr',
  title: 'QR codes',
  body: html`
<p><code class="call">GET /api/links/{id}/qr.svg</code> and <code class="call">/qr.png</code> draw the short URL. <code>margin</code> is the quiet zone in modules (0 to 16); a PNG takes <code>size</code> in pixels (64 to 2048, usually 512).</p>
${call({ path: `${LINK}/qr.png`, query: { size: '1024' }, answer: { file: 'my-link.png' } })}`,
})

export const ofLinks = (call: DrawCall): Section[] => [
  make(call),
  read(call),
  change(call),
  remove(call),
  qr(call),
]
