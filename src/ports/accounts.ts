/** Signing in, and who is signed in. */
import type { User } from '../domain/user.ts'

/** Whom a request's session cookie names. */
export interface SignedIn {
  user: User
  session: { id: string; createdAt: number }
  /** `Set-Cookie` headers by which the session lives on. */
  cookies: string[]
}

/** Signing in and out, sessions, second factors: what lives in cookies. */
export interface Accounts {
  /** Answers a request to a path under `/api/auth`; refusals are thrown. */
  handle(request: Request): Promise<Response>
  /** Who is signed in where these headers come from, or null. */
  session(headers: Headers): Promise<SignedIn | null>
}
