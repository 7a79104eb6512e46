/** Ways in: passwords, second factors, passkeys, other houses; and making an account. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { get, post } from '../api.ts'
import { requireLongPassword } from '../form.ts'
import { forgetPerson, siteQuery } from './account.ts'

const AUTH = '/api/auth'

export interface Credentials {
  email: string
  password: string
}

export interface NewAccount extends Credentials {
  name?: string
}

/** Goes to a page as the person who has just signed in: nothing that was known of another is kept. */
export function useEnter(): (href: string) => Promise<void> {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async (href) => {
    forgetPerson(client)
    await navigate({ href, replace: true })
  }
}

/** What this installation is, and whether somebody is signed in: asked anew, because that may have changed elsewhere. */
export function useDoor() {
  const site = useQuery({ ...siteQuery, staleTime: 0 })
  return { ...site, signedIn: site.isFetchedAfterMount && site.data?.signed_in === true }
}

/** Signs in; true where a second factor is asked for. */
export const useSignIn = () =>
  useMutation({
    mutationFn: async (credentials: Credentials) => {
      const answer = await post<{ twoFactorRedirect?: boolean }>(`${AUTH}/sign-in/email`, {
        ...credentials,
        rememberMe: true,
      })
      return answer.twoFactorRedirect === true
    },
  })

export type Factor = 'totp' | 'backup-code'

/** Gives the second factor: a code of the authenticator, or a recovery code. */
export const useGiveFactor = () =>
  useMutation({
    mutationFn: ({ factor, code }: { factor: Factor; code: string }) =>
      post(`${AUTH}/two-factor/verify-${factor}`, { code }),
  })

/** Signs in with a passkey of this device. The library for it comes when it is needed. */
export const usePasskeySignIn = () =>
  useMutation({
    mutationFn: async () => {
      const { signPasskey } = await import('../passkeys.ts')
      const response = await signPasskey(await get(`${AUTH}/passkey/generate-authenticate-options`))
      return post(`${AUTH}/passkey/verify-authentication`, { response })
    },
  })

/** Goes to another house to sign in there, and comes back to `next`. */
export const useProvider = () =>
  useMutation({
    mutationFn: async ({ provider, next }: { provider: 'github' | 'google'; next: string }) => {
      const { url } = await post<{ url: string }>(`${AUTH}/sign-in/social`, {
        provider,
        callbackURL: next,
        errorCallbackURL: '/login',
      })
      location.assign(url)
    },
  })

export const useRequestReset = () =>
  useMutation({ mutationFn: (email: string) => post(`${AUTH}/request-password-reset`, { email }) })

export const useReset = () =>
  useMutation({
    mutationFn: async (wish: { token: string; newPassword: string }) => {
      requireLongPassword('newPassword', wish.newPassword)
      await post(`${AUTH}/reset-password`, wish)
    },
  })

/** Makes the owner of an empty server, signed in. */
export const useSetUp = () =>
  useMutation({ mutationFn: (wish: NewAccount & { token: string }) => post('/api/setup', wish) })

/** Asks for an account: a link is mailed, by which it is made. */
export const useSignUp = () => useMutation({ mutationFn: (email: string) => post('/api/sign-up', { email }) })

const invitationPath = (token: string) => `/api/invitations/${encodeURIComponent(token)}`

/** Makes the account that an invitation is for, signed in. */
export const useAccept = (token: string) =>
  useMutation({
    mutationFn: (wish: Omit<NewAccount, 'email'>) => post(invitationPath(token), wish),
  })

/** Whom an invitation is for. */
export const useInvitation = (token: string) =>
  useQuery({
    queryKey: ['invitation', token],
    queryFn: () => get<{ email: string }>(invitationPath(token)),
    enabled: token !== '',
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
