/** The clipboard, also where the browser only has the old way: on plain http other than localhost. */

function copyTheOldWay(text: string): boolean {
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  field.className = 'offscreen'
  // Inside an open dialog nothing outside can be selected.
  const place = document.querySelector('dialog[open]') ?? document.body
  const before = document.activeElement
  place.append(field)
  field.select()
  const done = document.execCommand('copy')
  field.remove()
  if (before instanceof HTMLElement) before.focus({ preventScroll: true })
  return done
}

/** Puts a text on the clipboard; whether that worked. */
export async function copyText(text: string): Promise<boolean> {
  try {
    if (navigator.clipboard === undefined) return copyTheOldWay(text)
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return copyTheOldWay(text)
  }
}

const later = (text: Promise<string>) => ({
  'text/plain': text.then((value) => new Blob([value], { type: 'text/plain' })),
})

/**
 * Puts a text on the clipboard that is still on its way; whether that worked. It has to be called while a press of the
 * person is handled: Safari allows no copying later.
 */
export async function copyWhenThere(text: Promise<string>): Promise<boolean> {
  try {
    await navigator.clipboard.write([new ClipboardItem(later(text))])
    return true
  } catch {
    return text.then(copyText, () => false)
  }
}
