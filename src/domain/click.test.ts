import { expect, test } from 'bun:test'
import { referrerHost } from './click.ts'

const own = new Set(['go.example.com'])

test.each([
  ['https://news.ycombinator.com/item?id=1', 'news.ycombinator.com'],
  ['HTTPS://News.Example:8443/', 'news.example'],
  ['android-app://com.google.android.gm/', 'com.google.android.gm'],
  ['https://пример.рф/', 'xn--e1afmkfd.xn--p1ai'],
  ['https://go.example.com/r/x', 'direct'],
  ['', 'direct'],
  ['not a url', 'direct'],
  ['javascript:alert(1)', 'direct'],
  ["https://x.test/'];alert(1)//<script>", 'x.test'],
  ['https://[::1]/', 'direct'],
  ['Ã(', 'direct'],
])('the referrer %j is shown as %s', (header, host) => {
  expect(referrerHost(header, own)).toBe(host)
})
