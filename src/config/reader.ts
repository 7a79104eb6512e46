/** Reading settings one by one, out of the environment or the files that it names. */
import { Mistake, readText } from './values.ts'

export type Environment = Readonly<Record<string, string | undefined>>

/** A setting's text: from NAME, or from the file that NAME_FILE names. Undefined where neither is set. */
function textOf(env: Environment, name: string): string | undefined {
  const file = env[`${name}_FILE`]
  if (file) {
    if (env[name]) throw new Mistake(`and ${name}_FILE are both set; keep one`)
    return readText(file).trim()
  }
  return env[name] === '' ? undefined : env[name]
}

/** Reads settings one by one and gathers what is wrong with them. */
export class Reader {
  readonly mistakes: string[] = []
  readonly #env: Environment

  constructor(env: Environment) {
    this.#env = env
  }

  /** A setting's value; `fallback` where it is not set, or a mistake. */
  read<T, F>(name: string, reader: (text: string) => T, fallback: F): T | F {
    try {
      const text = textOf(this.#env, name)
      return text === undefined ? fallback : reader(text)
    } catch (error) {
      if (!(error instanceof Mistake)) throw error
      this.mistakes.push(`${name} ${error.message}.`)
      return fallback
    }
  }
}
