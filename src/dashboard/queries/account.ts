/** Who is signed in, and where. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
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

/** Signs out, forgets everything, and goes to the sign-in. */
export function useSignOut() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: () => post('/api/auth/sign-out'),
    onSuccess: async () => {
      await navigate({ to: '/login' })
      client.clear()
    },
  })
}
