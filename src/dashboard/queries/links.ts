/** Links: lists of them, and what can be done to one. */
import {
  type InfiniteData,
  keepPreviousData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { get, getSlice, patch, post, remove, type Slice, withQuery } from '../api.ts'
import { toast } from '../parts/toast-store.ts'
import type { Link } from '../types.ts'

export const SORTS = ['newest', 'oldest', 'clicks'] as const
export type Sort = (typeof SORTS)[number]

export interface NewLink {
  target_url: string
  custom_slug?: string
  expires_at?: string
  password?: string
}

export interface LinkChange {
  target_url?: string
  expires_at?: string | null
  password?: string | null
}

type Pages = InfiniteData<Slice<Link>, string>

const LINKS = ['links']
const PAGE = '30'
const pathOf = (id: string) => `/api/links/${encodeURIComponent(id)}`

/** The account's links, page after page. While a new search is under way the old answer stays. */
export function useLinks(search: string, sort: Sort) {
  return useInfiniteQuery({
    queryKey: [...LINKS, 'list', { search, sort }],
    queryFn: ({ pageParam }) => getSlice<Link>(pageParam),
    initialPageParam: withQuery('/api/links', { limit: PAGE, search, sort: sort === 'newest' ? '' : sort }),
    getNextPageParam: (page: Slice<Link>) => page.next,
    placeholderData: keepPreviousData,
  })
}

export const useLink = (id: string) =>
  useQuery({ queryKey: [...LINKS, 'one', id], queryFn: () => get<Link>(pathOf(id)) })

const refresh = (client: QueryClient) =>
  Promise.all([
    client.invalidateQueries({ queryKey: LINKS }),
    client.invalidateQueries({ queryKey: ['account'] }),
  ])

/** Puts each list through a change, without asking the server. */
const inLists = (client: QueryClient, change: (links: Link[]) => Link[]) =>
  client.setQueriesData<Pages>({ queryKey: [...LINKS, 'list'] }, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) } : data,
  )

export function useCreateLink() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (link: NewLink) => post<Link>('/api/links', link),
    onSuccess: () => void refresh(client),
  })
}

export function useChangeLink(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: LinkChange) => patch<Link>(pathOf(id), change),
    onSuccess: (changed) => {
      inLists(client, (links) => links.map((link) => (link.link_id === changed.link_id ? changed : link)))
      void refresh(client)
    },
  })
}

const wrong = (error: Error) => toast(error.message, { tone: 'wrong' })

function useRestoreLink() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ link_id }: Link) => post(`${pathOf(link_id)}/restore`),
    onSuccess: (_, { slug }) => toast('Restored', { code: slug }),
    onError: wrong,
    onSettled: () => refresh(client),
  })
}

/** Deletes at once and offers to undo it. */
export function useDeleteLink() {
  const client = useQueryClient()
  const restore = useRestoreLink()
  return useMutation({
    mutationFn: ({ link_id }: Link) => remove(pathOf(link_id)),
    onMutate: async ({ link_id }) => {
      await client.cancelQueries({ queryKey: LINKS })
      inLists(client, (links) => links.filter((link) => link.link_id !== link_id))
    },
    onSuccess: (_, link) =>
      toast('Deleted', { code: link.slug, action: { label: 'Undo', run: () => restore.mutate(link) } }),
    onError: wrong,
    onSettled: () => refresh(client),
  })
}
