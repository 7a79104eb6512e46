/** Numbers as few bytes: seven bits each, the small ones first, as protocol buffers have them. */

const BYTES_AT_FIRST = 1_024
const LARGEST_SHIFTED = 2 ** 31

/** Writes whole numbers from 0 to 2^53, one behind the other. */
export class ByteWriter {
  #bytes = new Uint8Array(BYTES_AT_FIRST)
  length = 0

  #makeRoom(): void {
    const larger = new Uint8Array(this.#bytes.length * 2)
    larger.set(this.#bytes)
    this.#bytes = larger
  }

  byte(byte: number): void {
    if (this.length === this.#bytes.length) this.#makeRoom()
    this.#bytes[this.length++] = byte
  }

  /** In as many bytes as it needs. */
  number(number: number): void {
    if (number < 128 && this.length < this.#bytes.length) {
      this.#bytes[this.length++] = number
      return
    }
    let rest = number
    for (; rest >= LARGEST_SHIFTED; rest = Math.floor(rest / 128)) this.byte((rest % 128) | 128)
    for (; rest > 127; rest >>>= 7) this.byte((rest & 127) | 128)
    this.byte(rest)
  }

  /** What was written, as bytes of its own; the next is written from the beginning. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.length)
    this.length = 0
    return taken
  }
}

/** Reads what a {@link ByteWriter} wrote. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    return this.#bytes[this.#at++] as number
  }

  number(): number {
    let byte = this.byte()
    if (byte < 128) return byte
    let number = byte & 127
    for (let factor = 128; byte > 127; factor *= 128) {
      byte = this.byte()
      number += (byte & 127) * factor
    }
    return number
  }
}
