/** What the API answers, as the dashboard reads it. */
import type { LinkAnswer } from '../contract/links.ts'

export type Link = LinkAnswer & { disabled: boolean }

export type PlanName = 'free' | 'pro' | 'full_stack'

export interface PlanRow {
  name: PlanName
  title: string
  links_per_month: number
  /** Days that statistics can be read; null: for ever. */
  stats_days: number | null
  passwords: boolean
  api: boolean
}

export interface Account {
  user_id: string
  email: string
  name: string
  email_verified: boolean
  admin: boolean
  plan: PlanName
  two_factor: boolean
  has_password: boolean
  created_at: string
  usage: { month: string; links_used: number; links_allowed: number; resets_at: string }
  plans: PlanRow[]
}

export interface Site {
  sign_up: 'open' | 'invitation' | 'closed'
  providers: ('github' | 'google')[]
  mail: boolean
  needs_owner: boolean
  url: string
  version: string
}
