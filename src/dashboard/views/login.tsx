import { useState } from 'react'
import { Note } from '../parts/note.tsx'
import { Page } from '../parts/page.tsx'
import { TextLink } from '../parts/text-link.tsx'
import { useDoor, useEnter } from '../queries/sign-in.ts'
import { safeNext, useQueryState } from '../shell/address.ts'
import type { Site } from '../types.ts'
import { FactorStep } from './sign-in/factor-step.tsx'
import { GoOn } from './sign-in/go-on.tsx'
import { OtherWays } from './sign-in/other-ways.tsx'
import { PasswordStep } from './sign-in/password-step.tsx'
import { redirectWords, withoutError } from './sign-in/redirect-words.ts'

function Newcomers({ site }: { site: Site }) {
  if (site.needs_owner)
    return (
      <Note>
        This server has no account yet. Open the one-time link that it wrote into its log when it started.
      </Note>
    )
  if (site.sign_up !== 'open') return null
  return (
    <p className="text-quiet text-sm">
      New here? <TextLink to="/signup">Make an account</TextLink>
    </p>
  )
}

/** Signing in; whoever is signed in already goes on. */
export function LoginView() {
  const [query] = useQueryState()
  const [second, setSecond] = useState(false)
  const { data: site, signedIn } = useDoor()
  const enter = useEnter()
  const words = redirectWords(query)
  const next = withoutError(safeNext(query.next))
  const goOn = () => void enter(next)
  if (signedIn) return <GoOn href={next} />
  if (second)
    return (
      <Page title="One more step">
        <FactorStep onRight={goOn} onBack={() => setSecond(false)} />
      </Page>
    )
  return (
    <Page title="Sign in">
      <div className="grid gap-6">
        {words ? (
          <div role="alert">
            <Note tone="warn">{words}</Note>
          </div>
        ) : null}
        <PasswordStep onRight={(more) => (more ? setSecond(true) : goOn())} />
        <OtherWays site={site} next={next} onRight={goOn} />
        {site ? <Newcomers site={site} /> : null}
      </div>
    </Page>
  )
}
