/** One's own account: name, password, second factor, passkeys, sessions, the end of it. */
import { type QueryClient, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, patch, post, postForText, remove } from '../api.ts'
import { requireLongPassword } from '../form.ts'
import type { Account, Passkey, SessionAnswer } from '../types.ts'
import { accountQuery } from './account.ts'

const AUTH = '/api/auth'
const SESSIONS = ['sessions']
const PASSKEYS = ['passkeys']

const refresh = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: accountQuery.queryKey }),
    client.invalidateQueries({ queryKey: SESSIONS }),
  ])

/** A change after which the account and its sessions are read anew. */
function useAccountChange<Wish, Answer>(change: (wish: Wish) => Promise<Answer>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: change, onSuccess: () => void refresh(client) })
}

export function useRename() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => patch<Account>('/api/account', { name }),
    onSuccess: (account) => client.setQueryData(accountQuery.queryKey, account),
  })
}

export interface PasswordChange {
  currentPassword: string
  newPassword: string
  revokeOtherSessions: boolean
}

export const useChangePassword = () =>
  useAccountChange(async (wish: PasswordChange) => {
    requireLongPassword('newPassword', wish.newPassword)
    await post(`${AUTH}/change-password`, wish)
  })

/** What an authenticator is given (`totpURI`), and the codes for the day it is lost. */
export interface Enrolment {
  totpURI: string
  backupCodes: string[]
}

/** Begins a second factor. It is in force once a code of it was given. */
export const useBeginFactor = () =>
  useMutation({
    mutationFn: (password: string) => post<Enrolment>(`${AUTH}/two-factor/enable`, { password }),
    gcTime: 0,
  })

export const useConfirmFactor = () =>
  useAccountChange((code: string) => post(`${AUTH}/two-factor/verify-totp`, { code }))

export const useEndFactor = () =>
  useAccountChange((password: string) => post(`${AUTH}/two-factor/disable`, { password }))

export const useNewRecoveryCodes = () =>
  useMutation({
    mutationFn: async (password: string) => {
      const path = `${AUTH}/two-factor/generate-backup-codes`
      return (await post<{ backupCodes: string[] }>(path, { password })).backupCodes
    },
    gcTime: 0,
  })

/** A text as a QR code: the address of an image. */
export const useQrOf = (text: string) =>
  useQuery({
    queryKey: ['qr', text],
    queryFn: async () =>
      `data:image/svg+xml,${encodeURIComponent(await postForText('/api/account/qr', { text }))}`,
    staleTime: Number.POSITIVE_INFINITY,
    // It holds a secret: nothing keeps it after it was looked at.
    gcTime: 0,
  })

export const usePasskeys = () =>
  useQuery({
    queryKey: PASSKEYS,
    queryFn: () => get<Passkey[]>(`${AUTH}/passkey/list-user-passkeys`),
  })

/** Makes a passkey on this device. The library for it comes when it is needed. */
export function useAddPasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (name: string) => {
      const { makePasskey } = await import('../passkeys.ts')
      const response = await makePasskey(await get(`${AUTH}/passkey/generate-register-options`))
      return post(`${AUTH}/passkey/verify-registration`, { response, name })
    },
    onSuccess: () => client.invalidateQueries({ queryKey: PASSKEYS }),
  })
}

export function useRemovePasskey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => post(`${AUTH}/passkey/delete-passkey`, { id }),
    onSettled: () => client.invalidateQueries({ queryKey: PASSKEYS }),
  })
}

export const useSessions = () =>
  useQuery({ queryKey: SESSIONS, queryFn: () => get<SessionAnswer[]>('/api/account/sessions') })

/** Ends one session, or with null all but this one. */
export function useEndSession() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string | null) =>
      remove(id === null ? '/api/account/sessions' : `/api/account/sessions/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: SESSIONS }),
  })
}

/** Ends the account for good, and leaves: nothing of it is kept in the page. */
export const useDeleteAccount = () =>
  useMutation({
    mutationFn: (password: string | undefined) =>
      remove('/api/account', password === undefined ? {} : { password }),
    onSuccess: () => location.assign('/'),
  })
