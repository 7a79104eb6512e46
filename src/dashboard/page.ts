/** The script of the pages that the server draws. They work without it; it makes them handier. */
import { offerCopies } from './page/copy.ts'
import { shortenHere } from './page/shorten.ts'

offerCopies()
shortenHere()
