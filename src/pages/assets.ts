/** The built files that pages link to. */

/** URL paths of scripts and styles; each changes when its content does, so all may be kept for ever. */
export interface Assets {
  /** The dashboard: an ES module, its style, and the modules it begins by asking for. */
  app: { script: string; style: string; preload: string[] }
  /** What server-drawn pages may do, such as copying: an ES module. */
  page: { script: string }
  /** Sets the theme before anything is drawn: a small classic script, which blocks. */
  theme: { script: string }
}

/** The same as file names, and the names of all files. */
export interface Manifest extends Assets {
  files: string[]
}

export const ASSETS_PATH = '/assets'

/** URL paths from a manifest's file names. */
export function assetsOf({ app, page, theme }: Manifest): Assets {
  const path = (name: string) => `${ASSETS_PATH}/${name}`
  return {
    app: { script: path(app.script), style: path(app.style), preload: app.preload.map(path) },
    page: { script: path(page.script) },
    theme: { script: path(theme.script) },
  }
}
