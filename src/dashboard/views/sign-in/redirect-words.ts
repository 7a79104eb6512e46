/** What went wrong on a way in that ended at `/login?error=…`, in words. */
import type { Query } from '../../shell/address.ts'

const ELSEWHERE = 'An account with this address exists, and signs in another way. Use its password.'

const WORDS: Record<string, string> = {
  access_denied: 'You did not allow it, so nobody was signed in.',
  sign_up_closed: 'This server takes new accounts by invitation only. Ask whoever runs it.',
  unable_to_create_user: 'This server takes new accounts by invitation only. Ask whoever runs it.',
  signup_disabled: 'This server takes new accounts by invitation only. Ask whoever runs it.',
  user_disabled: 'This account has been disabled by the operator of this server.',
  second_factor: 'This account has a second factor: sign in with its password or a passkey.',
  email_not_proven: 'Your address is not confirmed there. Confirm it, or sign in another way.',
  account_not_linked: ELSEWHERE,
  email_not_found: 'They did not tell us your e-mail address, and an account needs one.',
}

const inside = (next: string | undefined): URLSearchParams =>
  new URLSearchParams(next?.split('#')[0]?.split('?')[1] ?? '')

/** The words for an address; null where nothing went wrong. A way in may tell it to the page it leads to, so that page's query counts too. */
export function redirectWords({ error, next }: Query): string | null {
  const word = error ?? inside(next).get('error')
  if (!word) return null
  return WORDS[word.toLowerCase()] ?? 'Signing in did not work. Try again, or use another way.'
}

/** Where to go on to, without the error that was told here. */
export function withoutError(next: string): string {
  const [path = '', query = ''] = next.split('?')
  const rest = new URLSearchParams(query)
  rest.delete('error')
  return rest.size === 0 ? path : `${path}?${rest}`
}
