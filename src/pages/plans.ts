/** The plans of this installation, from the table that is in force. */
import { PLAN_NAMES, type Plan, type Plans } from '../domain/plan.ts'
import { html } from './html.ts'
import type { Page } from './page.ts'

const yes = (has: boolean) => (has ? 'yes' : 'no')
const days = (count: number | null) => (count === null ? 'for ever' : `${count.toLocaleString('en')} days`)

const row = (label: string, cell: (plan: Plan) => string, plans: Plans) =>
  html`<tr><th scope="row">${label}</th>${PLAN_NAMES.map((name) => html`<td>${cell(plans[name])}</td>`)}</tr>`

export const plansPage = (plans: Plans): Page => ({
  title: 'Plans',
  body: html`
<h1>Plans</h1>
<p>Your plan is set by the operator of this server.</p>
<div class="table" tabindex="0" role="region" aria-label="Plans"><table>
<thead><tr><td></td>${PLAN_NAMES.map((name) => html`<th scope="col">${plans[name].title}</th>`)}</tr></thead>
<tbody>
${row('Links a month', (plan) => plan.links_per_month.toLocaleString('en'), plans)}
${row('Statistics kept', (plan) => days(plan.stats_days), plans)}
${row('Passwords on links', (plan) => yes(plan.passwords), plans)}
${row('API', (plan) => yes(plan.api), plans)}
</tbody>
</table></div>`,
})
