/** The name of the house. */
export const Mark = () => (
  <span className="font-mono font-semibold tracking-tight">
    <span className="text-accent">~/</span>fluxly
  </span>
)
