/** API keys of the account. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { get, post, remove } from '../api.ts'
import type { KeyAnswer } from '../types.ts'

const KEYS = ['keys']

/** The keys, newest first; the revoked ones are among them. */
export const useKeys = () => useQuery({ queryKey: KEYS, queryFn: () => get<KeyAnswer[]>('/api/keys') })

/** Makes a key. The answer is the only one that has the whole of it. */
export function useCreateKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (name: string) => post<KeyAnswer>('/api/keys', { name }),
    onSuccess: () => client.invalidateQueries({ queryKey: KEYS }),
    // The key is shown once: nothing keeps it after that.
    gcTime: 0,
  })
}

export function useRevokeKey() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ key_id }: KeyAnswer) => remove(`/api/keys/${encodeURIComponent(key_id)}`),
    onSettled: () => client.invalidateQueries({ queryKey: KEYS }),
  })
}
