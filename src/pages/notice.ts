/** Pages that tell a visitor why there is nothing to see. */
import { html } from './html.ts'
import type { Page } from './page.ts'

const notice = (title: string, text: string): Page => ({
  title,
  body: html`<h1>${title}</h1><p class="quiet">${text}</p>`,
  width: 'narrow',
})

export const notFoundPage = () =>
  notice(
    'There is no such link',
    'It may have been mistyped (capital and small letters differ), or it has been deleted.',
  )

export const expiredPage = () =>
  notice(
    'This link has expired',
    'It was made to work until a certain time, and that time has passed. Ask whoever gave it to you for a new one.',
  )

export const disabledPage = () =>
  notice(
    'This link has been disabled',
    'Whoever runs this service has switched it off. Where it led is not shown.',
  )

export const tooManyPage = (detail: string) => notice('Too many tries', detail)

export const troublePage = (detail: string) => notice('This does not work right now', detail)
