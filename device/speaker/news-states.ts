/** States of `news` on disk: to be heard, being said, over. */
export const WAITING = 0;
export const SPEAKING = 1;
export const SETTLED = 2;
