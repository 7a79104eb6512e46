/** How a page has to stand: on a desktop and on a phone, in light and in dark. */
import { expect } from 'bun:test'
import type { Page } from 'playwright-core'
import { DESKTOP, PHONE } from './browser.ts'
import { colourViolations, settled, violations } from './watch.ts'

/** All that the dark has of its own is colours (`light-dark` in src/pages/tokens.css): what is not about them was seen in the light. */
const SCHEMES = [
  { colorScheme: 'light', wrongIn: violations },
  { colorScheme: 'dark', wrongIn: colourViolations },
] as const
const LOOKS = [DESKTOP, PHONE].flatMap((viewport) => SCHEMES.map((scheme) => ({ viewport, ...scheme })))

const OVERFLOW = 'document.documentElement.scrollWidth - document.documentElement.clientWidth'

/** Takes a picture where FLUXLY_SCREENSHOTS names a folder for them. */
export async function picture(page: Page, name: string, fullPage = true): Promise<void> {
  const folder = process.env.FLUXLY_SCREENSHOTS
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage })
}

/** Holds a page as it stands to every look: one heading, as wide as its window, nothing for axe-core. Its pictures are called `name`. */
export async function standsInEveryLook(page: Page, name: string): Promise<void> {
  for (const { viewport, colorScheme, wrongIn } of LOOKS) {
    await page.setViewportSize(viewport)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await settled(page)
    await picture(page, `${name}-${viewport.width}-${colorScheme}`)
    const look = { name, width: viewport.width, colorScheme }
    const headings = await page.locator('h1').count()
    const overflow = await page.evaluate<number>(OVERFLOW)
    const stands = { ...look, headings, overflow, found: await wrongIn(page) }
    expect(stands).toEqual({ ...look, headings: 1, overflow: 0, found: [] })
  }
}
