/** The scripts and styles that pages load: URL paths under /assets/, named by what they hold. */
export interface Assets {
  /** The dashboard. */
  app: { script: string; style: string }
  /** The small script of the pages that the server draws. */
  page: { script: string }
}
