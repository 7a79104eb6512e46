/** A country database, as the path of its file. */
declare module '*.mmdb' {
  const path: string
  export default path
}
