/** Building blocks of schemas: texts with rules of ours, and messages that say what would be right. */
import { z } from 'zod'

/** What is wrong with a text, as a sentence, or null where nothing is. */
export type Rule = (text: string) => string | null

const typeMessage = (must: string) => ({
  error: (issue: { input?: unknown }) => (issue.input === undefined ? 'is required.' : must),
})

/** A text that keeps a rule. */
export const text = (rule: Rule) =>
  z.string(typeMessage('must be a string.')).superRefine((value, context) => {
    const message = rule(value)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })

/** A query parameter that holds a whole number. */
export const wholeNumber = (least: number, most: number) =>
  text((value) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most
      ? null
      : `must be a whole number from ${least} to ${most}.`,
  )
    .meta({ type: 'integer', minimum: least, maximum: most })
    .transform(Number)

/** A query parameter that is one of a few words. */
export const word = <const T extends readonly [string, ...string[]]>(words: T) =>
  z.enum(words, { error: `must be one of: ${words.join(', ')}.` })
