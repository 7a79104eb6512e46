/** The page in front of a link with a password. It says nothing of where the link leads. */
import { type Html, html } from './html.ts'
import type { Page } from './page.ts'

const form = (error: Html | '') => html`
<h1>This link asks for a password</h1>
<p class="quiet">Whoever gave you the link can tell you the password. You are sent on once it is right.</p>
<form method="post">
<label for="password">Password</label>
<input id="password" name="password" type="password" required maxlength="256" autocomplete="off" autofocus${
  error === '' ? '' : html` aria-invalid="true" aria-describedby="wrong"`
}>
${error}
<button>Go on</button>
</form>`

/** The form, before a try. */
export const gatePage = (): Page => ({ title: 'Password needed', body: form(''), width: 'narrow' })

/** The form, after a wrong try. */
export const wrongPasswordPage = (): Page => ({
  title: 'Wrong password',
  body: form(html`<p class="wrong" id="wrong" role="alert">That is not the password. Try again.</p>`),
  width: 'narrow',
})
