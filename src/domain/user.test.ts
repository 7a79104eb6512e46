import { expect, test } from 'bun:test'
import { z } from 'zod'
import { emailProblem, normalEmail } from './user.ts'

const ADDRESSES = [
  'ann@example.com',
  'Ann.Lee+links@Mail.Example.co.uk',
  "o'neil@example.com",
  'root@localhost',
  'a@b.c',
  'a@b..com',
  '.a@example.com',
  'a b@example.com',
  'a@example.com\r\nBcc: eve@example.com',
  'a@x.com,b@x.com',
  'ü@example.com',
  '',
]

test('an address is one for us where it is one for the library that signs people in', () => {
  for (const address of ADDRESSES)
    expect([address, emailProblem(normalEmail(address)) === null]).toEqual([
      address,
      z.email().safeParse(normalEmail(address)).success,
    ])
})
