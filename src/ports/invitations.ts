/** Invitations, as they are kept. */
import type { Invitation } from '../domain/user.ts'

export interface Invitations {
  create(invitation: Invitation, tokenHash: string): Promise<void>
  /** Those that operators sent, newest first. */
  list(): Promise<Invitation[]>
  /** The open invitation behind a token's hash, or null. */
  find(tokenHash: string, now: number): Promise<Invitation | null>
  /** Whether an address has an open invitation from an operator. */
  isInvited(email: string, now: number): Promise<boolean>
  /** Marks what an address was invited by as taken. */
  accept(email: string, now: number): Promise<void>
  remove(id: string): Promise<boolean>
  /** Forgets those that people asked for and did not take in time. */
  sweep(now: number): Promise<void>
}
