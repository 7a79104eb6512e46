/** What a user agent tells of its bearer: device, browser, system, and whether it is a person's at all. */
import Bowser from 'bowser'
import { isbot } from 'isbot'
import type { Agent, Device } from '../domain/click.ts'
import { RecentMap } from '../domain/recent-map.ts'

const OTHER = 'Other'
/** Programs that the list of bots does not know. */
const MORE_PROGRAMS = /^dart\/|^got\b|^ktor|^reqwest|^lua-resty/i
const DESKTOP_SYSTEMS = new Set(['Windows', 'macOS', 'Linux', 'Chrome OS'])
const LONGEST_NAME = 40

const isProgram = (userAgent: string) => userAgent === '' || isbot(userAgent) || MORE_PROGRAMS.test(userAgent)
const name = (text: string | undefined) => (text ? text.slice(0, LONGEST_NAME) : OTHER)

function deviceOf(platform: string | undefined, os: string | undefined): Device {
  if (platform === 'desktop' || platform === 'mobile' || platform === 'tablet') return platform
  return platform === undefined && os !== undefined && DESKTOP_SYSTEMS.has(os) ? 'desktop' : 'other'
}

function parse(userAgent: string): Agent {
  if (userAgent === '') return { device: 'other', browser: OTHER, os: OTHER, bot: true }
  const { platform, browser, os } = Bowser.parse(userAgent)
  return {
    device: deviceOf(platform.type, os.name),
    browser: name(browser.name),
    os: name(os.name),
    bot: isProgram(userAgent),
  }
}

/** Makes a reader that remembers the user agents it met lately. */
export function agentReader(remembered = 4096): (userAgent: string) => Agent {
  const known = new RecentMap<string, Agent>(remembered)
  return (userAgent) => {
    const found = known.get(userAgent)
    if (found) return found
    const agent = parse(userAgent)
    known.set(userAgent, agent)
    return agent
  }
}
