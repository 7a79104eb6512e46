/** Hashing of passwords: slow on purpose, so both may refuse (429) when too many wait. */
export interface Passwords {
  hash(password: string): Promise<string>
  verify(password: string, hash: string): Promise<boolean>
}
