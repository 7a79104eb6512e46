/** The key that leads here, where there is a keyboard; it leaves when the field beside it has the focus. */
export const KeyHint = ({ keys }: { keys: string }) => (
  <span
    aria-hidden="true"
    className="hidden min-w-6 rounded border border-line px-1.5 py-0.5 text-center font-mono text-quiet text-xs md:inline pointer-coarse:hidden"
  >
    {keys}
  </span>
)
