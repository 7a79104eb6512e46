/** The form on the first page: a URL in, a short one out, for who is signed in. */

interface Refusal {
  detail?: string
  errors?: { field: string; message: string }[]
}

interface Parts {
  stage: HTMLElement
  form: HTMLFormElement
  input: HTMLInputElement
  said: HTMLElement
}

const TROUBLE = 'The server cannot be reached. Try again in a moment.'

function partsOf(document: Document): Parts | null {
  const stage = document.querySelector<HTMLElement>('[data-stage]')
  const form = stage?.querySelector<HTMLFormElement>('[data-shorten]')
  const input = form?.querySelector('input')
  const said = form?.querySelector<HTMLElement>('[data-said]')
  return stage && form && input && said ? { stage, form, input, said } : null
}

/** What people paste from an address bar often lacks its beginning. */
const whole = (typed: string) => (/^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`)

/** A refusal as a sentence. The form has one field, so its name says nothing here. */
function sentence({ detail = TROUBLE, errors = [] }: Refusal): string {
  const wrong = errors.find(({ field }) => field === 'target_url')
  return wrong ? `The URL ${wrong.message}` : detail
}

function say({ said, input }: Parts, text: string): void {
  said.replaceChildren(text)
  said.classList.add('wrong')
  input.setAttribute('aria-invalid', 'true')
}

async function show({ said, input }: Parts, shortUrl: string): Promise<void> {
  const link = document.createElement('a')
  link.href = shortUrl
  link.textContent = shortUrl
  const copied = await (navigator.clipboard?.writeText(shortUrl) ?? Promise.reject()).then(
    () => ' Copied.',
    () => '',
  )
  said.classList.remove('wrong')
  said.replaceChildren(link, copied)
  input.removeAttribute('aria-invalid')
  input.select()
}

async function shorten(parts: Parts): Promise<void> {
  const typed = parts.input.value.trim()
  if (typed === '') return parts.input.focus()
  const answer = await fetch('/api/links', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ target_url: whole(typed) }),
  })
  if (!answer.ok) return say(parts, sentence((await answer.json()) as Refusal))
  const { short_url } = (await answer.json()) as { short_url: string }
  return show(parts, short_url)
}

/** Takes the form into use: one request at a time. */
function listen(parts: Parts): void {
  const { form } = parts
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (form.ariaBusy === 'true') return
    form.ariaBusy = 'true'
    await shorten(parts).catch(() => say(parts, TROUBLE))
    form.ariaBusy = 'false'
  })
}

/** Puts the form in the place of the invitation. The place is as large as either, so nothing moves. */
function welcome({ stage, input }: Parts): void {
  stage.dataset.stage = 'signed-in'
  if (document.activeElement === document.body) input.focus({ preventScroll: true })
  const signIn = document.querySelector<HTMLAnchorElement>('[data-sign-in]')
  if (!signIn) return
  signIn.href = '/dashboard'
  signIn.textContent = 'dashboard'
}

/** Where the page has the form: asks who is there, and offers it to who is signed in. */
export async function shortenHere(): Promise<void> {
  const parts = partsOf(document)
  if (!parts) return
  listen(parts)
  const answer = await fetch('/api/site').catch(() => null)
  const site = answer?.ok ? ((await answer.json()) as { signed_in: boolean }) : null
  if (site?.signed_in) welcome(parts)
}
