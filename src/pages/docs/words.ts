/** The documentation of what is counted, what is forgotten and what plans allow. */
import { PLAN_NAMES, type Plan, type Plans } from '../../domain/plan.ts'
import { html } from '../html.ts'
import type { DrawCall } from './samples.ts'
import { type Section, terms } from './section.ts'

const clicks: Section = {
  id: 'clicks',
  title: 'what counts as a click',
  body: html`
<p>One visit that is sent on is one click: a <code>GET</code> answered with a redirect, or a right password. <code>HEAD</code> and a browser’s prefetch are answered and not counted. Each click is counted exactly once, also when the server is killed in the middle of it.</p>
${terms([
  ['total_clicks', html`All of them.`],
  [
    'bot_clicks',
    html`Those of crawlers, previews in chats, and programs such as curl. They are shown beside people, neither hidden nor mixed in.`,
  ],
  ['unique_clicks', html`People. The same person twice on one day is one, on two days two.`],
])}`,
}

const visitors: Section = {
  id: 'visitors',
  title: 'what a visitor leaves behind',
  body: html`
<p>No cookie and no address. Of a click these are kept: the time, the host of the page it came from, the country, and the kind of device, browser and system. The address is used to find the country and to tell the people of one day apart, as a salted hash; it is forgotten within seconds, and the salt with the day. Nobody can be followed from one day to the next, not by you and not by us.</p>`,
}

const days = (count: number | null) =>
  count === null ? 'for ever' : `for ${count.toLocaleString('en')} days`
const line = ({ title, links_per_month, stats_days, passwords, api }: Plan) =>
  [
    title,
    html`${links_per_month.toLocaleString('en')} links a month, statistics ${days(stats_days)}, ${passwords ? 'passwords' : 'no passwords'}, ${api ? 'API' : 'no API'}.`,
  ] as const

const plansSection = (plans: Plans, call: DrawCall): Section => ({
  id: 'plans',
  title: 'plans and 402',
  body: html`
<p>The <a href="/plans">plan</a> of your account says what it may do.</p>
${terms(PLAN_NAMES.map((name) => line(plans[name])))}
<p>What it does not allow is refused with <code>402</code>. The refusal names the <code>feature</code>, the lowest <code>required_plan</code> that has it, and an <code>upgrade_url</code> to send people to. Limits are counted in calendar months (UTC), and deleting a link gives nothing back. <code class="call">GET /api/account</code> tells your plan and what is used of it:</p>
${call({ path: '/api/account' })}`,
})

export const ofWords = (plans: Plans, call: DrawCall): Section[] => [
  clicks,
  visitors,
  plansSection(plans, call),
]
