/** The first call with a new key, ready to be pasted. */

export interface Sample {
  language: string
  text: string
}

const TARGET = 'https://example.com/very/long/path'

/** Making a link on the server at `url` with a key, in each language. */
export const samplesOf = (url: string, key: string): Sample[] => [
  {
    language: 'curl',
    text: `curl ${url}/api/links \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"target_url": "${TARGET}"}'`,
  },
  {
    language: 'Node',
    text: `const response = await fetch('${url}/api/links', {
  method: 'POST',
  headers: {
    Authorization: 'Bearer ${key}',
    'Content-Type': 'application/json',
  },
  body: JSON.stringify({ target_url: '${TARGET}' }),
})
const link = await response.json()
console.log(link.short_url)`,
  },
  {
    language: 'Python',
    text: `import requests

response = requests.post(
    '${url}/api/links',
    headers={'Authorization': 'Bearer ${key}'},
    json={'target_url': '${TARGET}'},
)
link = response.json()
print(link['short_url'])`,
  },
]
