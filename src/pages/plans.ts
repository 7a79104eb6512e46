/** The plans of this installation, from the table that is in force. */
import { PLAN_NAMES, type Plan, type PlanName, type Plans } from '../domain/plan.ts'
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'

const FOR_WHOM: Record<PlanName, string> = {
  free: 'For a first campaign.',
  pro: 'For people who share links every day.',
  full_stack: 'For programs that make links, too.',
}

const count = (number: number) => number.toLocaleString('en')

const has = (text: string) => html`<li>${text}</li>`
const lacks = (text: string) => html`<li class="lacks">${text}</li>`

const statistics = ({ stats_days }: Plan) =>
  stats_days === null ? 'Statistics kept for ever' : `Statistics for ${count(stats_days)} days`

const card = (name: PlanName, plan: Plan): Html => html`<li><h2 id="${name}">${plan.title}</h2>
<p class="quiet">${FOR_WHOM[name]}</p>
<p class="figure"><b>${count(plan.links_per_month)}</b> links a month</p>
<ul class="ticks">
${has('Clicks counted exactly, without limit')}
${has(statistics(plan))}
${plan.passwords ? has('Passwords on links') : lacks('No passwords on links')}
${plan.api ? has('API with keys, for any language') : lacks('No API')}
</ul></li>`

export const plansPage = (plans: Plans): Page => ({
  title: 'Plans',
  at: '/plans',
  body: html`
<h1>Plans</h1>
<p class="lead">Every plan has custom slugs, expiry dates, QR codes and the whole dashboard. They differ in how much, how long, and for whom.</p>
<ul class="cards">${PLAN_NAMES.map((name) => card(name, plans[name]))}</ul>
<section><h2>moving to another plan</h2>
<p>The operator of this server sets your plan; a change is in force at once. Links and statistics stay when you move, in either direction. A month is a calendar month (UTC), and deleting a link gives nothing back.</p></section>
<section><h2>what a 402 means</h2>
<p>The request was understood, but your plan does not allow it, or its limit for this month is used up. Nothing was changed. The answer names the <code>feature</code> and the <code>required_plan</code>, the lowest plan that allows it. More in the <a href="/docs#plans">documentation</a> and under <a href="/docs/errors#plan_required">plan_required</a> and <a href="/docs/errors#limit_reached">limit_reached</a>.</p></section>`,
})
