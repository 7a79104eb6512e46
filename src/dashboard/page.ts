/** What pages drawn by the server can do where scripts run: buttons with `data-copy="text"` copy that text. */
import { copyText } from './copy.ts'

const SHOWN_FOR = 2_000

async function copy(button: HTMLElement, text: string): Promise<void> {
  const label = button.textContent
  button.textContent = (await copyText(text)) ? 'Copied' : 'Press Ctrl+C'
  setTimeout(() => {
    button.textContent = label
  }, SHOWN_FOR)
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-copy]') : null
  if (button?.dataset.copy) void copy(button, button.dataset.copy)
})

// Without scripts the buttons could do nothing, so pages hide them until this ran.
for (const button of document.querySelectorAll<HTMLElement>('[data-copy]')) button.hidden = false
