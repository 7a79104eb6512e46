/** Copy buttons beside blocks of code. */

const DONE_MS = 1600

async function copy(button: HTMLButtonElement): Promise<void> {
  const text = button.parentElement?.querySelector('code')?.textContent ?? ''
  const usual = button.textContent
  button.textContent = await navigator.clipboard.writeText(text).then(
    () => 'Copied',
    () => 'Not copied',
  )
  setTimeout(() => {
    button.textContent = usual
  }, DONE_MS)
}

/** Shows the buttons that came hidden. Without https a browser lends no clipboard; then they stay hidden. */
export function offerCopies(): void {
  if (!navigator.clipboard) return
  for (const button of document.querySelectorAll<HTMLButtonElement>('button[data-copy]')) {
    button.setAttribute('aria-live', 'polite')
    button.addEventListener('click', () => copy(button))
    button.hidden = false
  }
}
