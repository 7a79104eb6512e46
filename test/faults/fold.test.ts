import { Database } from 'bun:sqlite'
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { join } from 'node:path'
import { eventually, startServer, type TestServer, type TestUser } from '../support/server.ts'

let server: TestServer
let user: TestUser

beforeAll(async () => {
  server = await startServer()
  user = await server.user('operator@example.com')
})

afterAll(() => server.end())

const figure = async (name: string): Promise<number> => {
  const text = await (await fetch(`${server.url}/metrics`)).text()
  return Number(new RegExp(`^${name} (\\d+)`, 'm').exec(text)?.[1])
}

test('while clicks cannot be folded redirects go on, the backlog is shown, and nothing is lost', async () => {
  const made = await server.api(user.key, 'POST', '/api/links', {
    target_url: 'https://example.com/',
    custom_slug: 'busy',
  })
  const { link_id } = (await made.json()) as { link_id: string }
  await server.visit('busy')
  await eventually(async () => ((await figure('fluxly_clicks_folded_total')) === 1 ? true : null))

  const clicks = new Database(join(server.env.FLUXLY_DATA_DIR as string, 'clicks.db'))
  clicks.run('begin immediate')
  for (let n = 0; n < 50; n++) expect((await server.visit('busy')).status).toBe(302)
  await eventually(async () => ((await figure('fluxly_spool_waiting_clicks')) === 50 ? true : null))
  for (let n = 0; n < 50; n++) expect((await server.visit('busy')).status).toBe(302)
  expect(await figure('fluxly_clicks_folded_total')).toBe(1)
  clicks.run('rollback')
  clicks.close()

  await eventually(async () => ((await figure('fluxly_spool_waiting_clicks')) === 0 ? true : null), 20_000)
  const link = (await (await server.api(user.key, 'GET', `/api/links/${link_id}`)).json()) as {
    click_count: number
  }
  expect(link.click_count).toBe(101)
  expect(await figure('fluxly_clicks_lost_total')).toBe(0)
  expect((await server.command('verify')).code).toBe(0)
})
