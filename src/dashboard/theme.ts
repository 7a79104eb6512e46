/**
 * Runs in <head>, before anything is drawn, so that a chosen theme never flashes. A classic script: it imports nothing.
 * `shell/theme.ts` writes what this reads.
 */
{
  const chosen = (() => {
    try {
      return localStorage.getItem('fluxly-theme')
    } catch {
      return null // storage is closed to us; the system's theme stands
    }
  })()
  if (chosen === 'light' || chosen === 'dark') document.documentElement.dataset.theme = chosen
}
