/** What operators see and change: users, everybody's links, sign-up, mails nobody got. */
import {
  type InfiniteData,
  keepPreviousData,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { get, getSlice, patch, post, remove, type Slice, withQuery } from '../api.ts'
import type { InvitationAnswer, Link, MailAnswer, PlanName, Site, UserAnswer } from '../types.ts'
import { siteQuery } from './account.ts'

const USERS = ['admin', 'users']
const LINKS = ['admin', 'links']
const INVITATIONS = ['admin', 'invitations']
const SETTINGS = ['admin', 'settings']
const PAGE = '30'

export type OverseenLink = Link & { user_id: string; email: string }

/** A list in slices, kept while another search is under way. */
const useSlices = <T>(key: string[], path: string) =>
  useInfiniteQuery({
    queryKey: [...key, path],
    queryFn: ({ pageParam }) => getSlice<T>(pageParam),
    initialPageParam: path,
    getNextPageParam: (slice: Slice<T>) => slice.next,
    placeholderData: keepPreviousData,
  })

export type Slices<T> = ReturnType<typeof useSlices<T>>

export const useUsers = (search: string) =>
  useSlices<UserAnswer>(USERS, withQuery('/api/admin/users', { limit: PAGE, search }))

export const useAllLinks = (user: string, search: string) =>
  useSlices<OverseenLink>(LINKS, withQuery('/api/admin/links', { limit: PAGE, user, search }))

/** Puts every item of lists in slices through a change, without asking the server. */
function useInLists<T>(key: string[]) {
  const client = useQueryClient()
  return (change: (item: T) => T) =>
    client.setQueriesData<InfiniteData<Slice<T>>>({ queryKey: key }, (data) =>
      data
        ? { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.map(change) })) }
        : data,
    )
}

export interface UserChange {
  plan?: PlanName
  admin?: boolean
  disabled?: boolean
}

export function useChangeUser(id: string) {
  const inLists = useInLists<UserAnswer>(USERS)
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: UserChange) =>
      patch<Partial<UserAnswer>>(`/api/admin/users/${encodeURIComponent(id)}`, change),
    onSuccess: (changed) => {
      inLists((user) => (user.user_id === id ? { ...user, ...changed } : user))
      // It may have been oneself.
      void client.invalidateQueries({ queryKey: ['account'] })
    },
  })
}

/** Switches a link off, or on again. */
export function useSwitchLink(id: string) {
  const inLists = useInLists<OverseenLink>(LINKS)
  const client = useQueryClient()
  return useMutation({
    mutationFn: (disabled: boolean) => patch(`/api/admin/links/${encodeURIComponent(id)}`, { disabled }),
    onSuccess: (_, disabled) => {
      inLists((link) => (link.link_id === id ? { ...link, disabled } : link))
      void client.invalidateQueries({ queryKey: ['links'] })
    },
  })
}

type Settings = Pick<Site, 'sign_up'>

export const useSettings = () =>
  useQuery({ queryKey: SETTINGS, queryFn: () => get<Settings>('/api/admin/settings') })

export function useChangeSettings() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (settings: Settings) => patch<Settings>('/api/admin/settings', settings),
    onSuccess: (settings) => {
      client.setQueryData(SETTINGS, settings)
      void client.invalidateQueries({ queryKey: siteQuery.queryKey })
    },
  })
}

export const useInvitations = () =>
  useQuery({
    queryKey: INVITATIONS,
    queryFn: () => get<InvitationAnswer[]>('/api/admin/invitations'),
  })

/** Invites an address. The answer is the only one that has the link. */
export function useInvite() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (email: string) =>
      post<InvitationAnswer & { invite_url: string }>('/api/admin/invitations', { email }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['admin'] }),
  })
}

export function useWithdraw() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => remove(`/api/admin/invitations/${encodeURIComponent(id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: INVITATIONS }),
  })
}

/** Mails that reached nobody, newest first. */
export const useOutbox = () =>
  useQuery({
    queryKey: ['admin', 'outbox'],
    queryFn: () => get<MailAnswer[]>('/api/admin/outbox'),
    refetchOnMount: 'always',
  })
