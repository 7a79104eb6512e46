/** The dashboard begins. */
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { queryClient } from './queries/client.ts'
import { router } from './router.tsx'
import './style.css'

/** Whoever is no longer known signs in, and comes back to where they were. */
function signedOut(): void {
  const { href, pathname } = router.state.location
  if (!pathname.startsWith('/dashboard')) return
  void router.navigate({ to: '/login', search: { next: href }, replace: true })
}

const place = document.getElementById('app')
if (!place) throw new Error('The shell has no place for the dashboard.')
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient(signedOut)}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
