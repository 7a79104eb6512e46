/** Who is signed in, and where. */
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { get, post } from '../api.ts'
import type { Account, PlanName, PlanRow, Site } from '../types.ts'

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: () => get<Account>('/api/account'),
})
export const siteQuery = queryOptions({
  queryKey: ['site'],
  queryFn: () => get<Site>('/api/site'),
  staleTime: 60_000,
})

export const useAccount = () => useQuery(accountQuery)
export const useSite = () => useQuery(siteQuery)

export const planOf = (account: Account): PlanRow | undefined =>
  account.plans.find(({ name }) => name === account.plan)

export const planTitle = (account: Account, name: PlanName | string | null): string =>
  account.plans.find((plan) => plan.name === name)?.title ?? 'a higher plan'

/** The lowest plan that has a feature, or undefined. */
export const planWith = (account: Account, feature: 'passwords' | 'api'): PlanRow | undefined =>
  account.plans.find((plan) => plan[feature])

/** Forgets everything that is somebody's; what this installation is stays known. */
export const forgetPerson = (client: QueryClient): void =>
  client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== siteQuery.queryKey[0] })

/** Signs out, forgets everything, and goes to the sign-in, which leads on to `next` where that is given. */
export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (_next?: string) => post('/api/auth/sign-out'),
    onSuccess: async (_, next) => {
      await navigate({ to: '/login', search: { next } })
      forgetPerson(client)
    },
  })
}
