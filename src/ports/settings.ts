import type { SignUpPolicy } from '../domain/user.ts'

/** What an operator decides while the server runs. */
export interface Settings {
  signUp(): Promise<SignUpPolicy>
  setSignUp(policy: SignUpPolicy): Promise<void>
}
