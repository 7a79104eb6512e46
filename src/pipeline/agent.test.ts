import { expect, test } from 'bun:test'
import { agentReader } from './agent.ts'

const agentOf = agentReader()
const MOZILLA = 'Mozilla/5.0'

test.each([
  [
    `${MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1`,
    'mobile',
    'Safari',
    'iOS',
  ],
  [
    `${MOZILLA} (iPad; CPU OS 16_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/16.6 Mobile/15E148 Safari/604.1`,
    'tablet',
    'Safari',
    'iOS',
  ],
  [
    `${MOZILLA} (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36`,
    'mobile',
    'Chrome',
    'Android',
  ],
  [
    `${MOZILLA} (Windows NT 10.0; Win64; x64; rv:127.0) Gecko/20100101 Firefox/127.0`,
    'desktop',
    'Firefox',
    'Windows',
  ],
  [
    `${MOZILLA} (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36`,
    'desktop',
    'Chrome',
    'Chrome OS',
  ],
  [
    `${MOZILLA} (SMART-TV; Linux; Tizen 5.0) AppleWebKit/538.1 (KHTML, like Gecko) Version/5.0 TV Safari/538.1`,
    'other',
    'Tizen',
    'Tizen',
  ],
])('%s is a person’s', (userAgent, device, browser, os) => {
  expect(agentOf(userAgent)).toEqual({ device: device as 'desktop', browser, os, bot: false })
})

test.each([
  '',
  'curl/8.1',
  'python-requests/2.31',
  'node',
  'Go-http-client/1.1',
  'okhttp/4.9',
  'Dart/3.2 (dart:io)',
  'WhatsApp/2.23',
  `${MOZILLA} (compatible; Googlebot/2.1; +http://www.google.com/bot.html)`,
  'facebookexternalhit/1.1',
  'Slackbot-LinkExpanding 1.0',
])('%j is a bot', (userAgent) => {
  expect(agentOf(userAgent).bot).toBe(true)
})

test('a hostile user agent is cut short, not trusted', () => {
  const { browser, os } = agentOf(`<script>alert(1)</script>/${'9'.repeat(500)}`)
  expect(browser.length + os.length).toBeLessThanOrEqual(80)
})
