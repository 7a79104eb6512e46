/** What somebody pasted, as a target: `example.com/page` is meant to be `https://example.com/page`. */
export function meantTarget(text: string): string {
  const trimmed = text.trim()
  return /^[\w-]+(\.[\w-]+)+([/:?#]|$)/.test(trimmed) ? `https://${trimmed}` : trimmed
}

/** A local date and time from a form, as the API takes it. */
export const asMoment = (local: string): string => new Date(local).toISOString()
