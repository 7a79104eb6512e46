/** More than the clicks of any part of the spool: the number of a part and of a click in it make one number. */
export const CLICKS_OF_PART = 2 ** 20
