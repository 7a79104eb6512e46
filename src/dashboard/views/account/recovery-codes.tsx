import { Button, buttonClass } from '../../parts/button.tsx'
import { CopyButton } from '../../parts/copy-button.tsx'
import { DialogButtons } from '../../parts/dialog.tsx'
import { DownloadIcon } from '../../parts/icons.tsx'

const asFile = (codes: string[]) =>
  `data:text/plain;charset=utf-8,${encodeURIComponent(`${codes.join('\n')}\n`)}`

/** Recovery codes, seen this once: `onDone` when they are kept. */
export const RecoveryCodes = ({ codes, onDone }: { codes: string[]; onDone: () => void }) => (
  <>
    <div className="grid gap-4">
      <p className="text-sm">
        Keep these where you do not keep your authenticator. Each signs you in once, when it is lost.{' '}
        <strong>They are shown this once.</strong>
      </p>
      <ul
        aria-label="Recovery codes"
        className="grid grid-cols-2 gap-x-4 gap-y-1.5 rounded-lg bg-code p-4 text-center font-mono text-sm"
      >
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-2">
        <CopyButton text={codes.join('\n')} label="Copy all" />
        <a href={asFile(codes)} download="fluxly-recovery-codes.txt" className={buttonClass()}>
          <DownloadIcon />
          Download
        </a>
      </div>
    </div>
    <DialogButtons>
      <Button look="primary" onClick={onDone}>
        I have kept them
      </Button>
    </DialogButtons>
  </>
)
