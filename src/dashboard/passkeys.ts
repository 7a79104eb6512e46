/** Passkeys, through the browser. Loaded only where one is used. */
import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
  WebAuthnError,
} from '@simplewebauthn/browser'
import { Problem } from './api.ts'

const WORDS: Record<string, string> = {
  ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED: 'This device holds a passkey for this account already.',
  ERROR_INVALID_DOMAIN:
    'Passkeys need the address that this server was set up with. Open Fluxly there and try again.',
  ERROR_INVALID_RP_ID:
    'Passkeys need the address that this server was set up with. Open Fluxly there and try again.',
}

/** What the browser refused, in words. It does not tell apart who cancelled and what ran out of time. */
function refusal(error: unknown): Problem {
  const known = error instanceof WebAuthnError ? WORDS[error.code] : undefined
  const detail = known ?? 'No passkey was used: it was cancelled, or took too long.'
  return new Problem(0, { code: 'passkey_refused', detail })
}

const refused = (error: unknown): never => {
  throw refusal(error)
}

/** Signs the server's challenge with a passkey of this device. */
export const signPasskey = (optionsJSON: PublicKeyCredentialRequestOptionsJSON) =>
  startAuthentication({ optionsJSON }).catch(refused)

/** Makes a passkey on this device. */
export const makePasskey = (optionsJSON: PublicKeyCredentialCreationOptionsJSON) =>
  startRegistration({ optionsJSON }).catch(refused)
