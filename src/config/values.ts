/** What the texts of settings mean; each function takes a text, and throws a {@link Mistake} where it does not stand. */
import { existsSync, readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import ipaddr from 'ipaddr.js'
import { isPlanName, PLAN_NAMES, type PlanName } from '../domain/plan.ts'
import { emailProblem, normalEmail } from '../domain/user.ts'
import type { AddressRange } from '../http/address.ts'

/** What is wrong with a setting: the sentence after its name. */
export class Mistake extends Error {}

export const wholeNumber = (least: number, most: number) => (text: string) => {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least || number > most)
    throw new Mistake(`must be a whole number from ${least} to ${most}`)
  return number
}

export const oneOf =
  <T extends string>(words: readonly T[]) =>
  (text: string) => {
    const word = words.find((w) => w === text)
    if (word === undefined) throw new Mistake(`must be one of ${words.join(', ')}`)
    return word
  }

/** A public URL that others can be put behind, without a slash at its end. */
export function baseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const plain =
    url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash
  if (!plain)
    throw new Mistake('must be a URL such as https://go.example.com, without user name, query or fragment')
  return url.href.replace(/\/$/, '')
}

/** Whether a text is the URL of a database in PostgreSQL. */
export const isDatabaseUrl = (text: string) => /^postgres(ql)?:\/\//.test(text) && URL.canParse(text)

export function databaseUrl(text: string): string {
  if (!isDatabaseUrl(text))
    throw new Mistake('must be a URL such as postgres://user:password@host:5432/fluxly')
  return text
}

/** Whether a text is the URL of a database in ClickHouse. */
export function isClickHouseUrl(text: string): boolean {
  const { protocol = '', pathname = '', search = '' } = URL.canParse(text) ? new URL(text) : {}
  return /^https?:$/.test(protocol) && /^\/\w+$/.test(pathname) && search === ''
}

export function clickHouseUrl(text: string): string {
  if (!isClickHouseUrl(text)) throw new Mistake('must be a URL such as http://user:password@host:8123/fluxly')
  return text
}

export function clusterName(text: string): string {
  if (!/^[\w.-]+$/.test(text)) throw new Mistake('must be the name of a cluster, such as fluxly')
  return text
}

export function smtpUrl(text: string): string {
  if (!/^smtps?:\/\//.test(text) || !URL.canParse(text))
    throw new Mistake('must be a URL such as smtp://user:password@mail.example.com:587')
  return text
}

/** An address, alone or behind a name: `Fluxly <links@example.com>`. */
export function mailAddress(text: string): string {
  const address = /<([^<>]*)>$/.exec(text)?.[1] ?? text
  if (/\p{Cc}/u.test(text) || emailProblem(normalEmail(address)))
    throw new Mistake('must be an address such as Fluxly <links@example.com>')
  return text
}

export function secret(text: string): string {
  if (text.length < 32) throw new Mistake('must be at least 32 characters long')
  return text
}

function addressRange(text: string): AddressRange {
  try {
    if (isIP(text)) return [ipaddr.parse(text), text.includes(':') ? 128 : 32]
    return ipaddr.parseCIDR(text)
  } catch {
    throw new Mistake(`names "${text}", which is neither an address nor a range such as 10.0.0.0/8`)
  }
}

/** Addresses and ranges of them, with commas between. */
export const addressRanges = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)
    .map(addressRange)

/** The whole path of a file that is there. */
export function existingFile(text: string): string {
  if (!existsSync(text)) throw new Mistake(`names the file "${text}", which does not exist`)
  return resolve(text)
}

/** What is in the file at `path`. */
export function readText(path: string): string {
  try {
    return readFileSync(existingFile(path), 'utf8')
  } catch (error) {
    if (error instanceof Mistake) throw error
    throw new Mistake(`names "${path}", which cannot be read (${(error as { code?: string }).code})`)
  }
}

export function planName(text: string): PlanName {
  if (!isPlanName(text)) throw new Mistake(`must be one of ${PLAN_NAMES.join(', ')}`)
  return text
}
