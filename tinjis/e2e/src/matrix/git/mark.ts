/** Name of every file the cases add, and the words they add to others. */
export const mark = 'tinjis-matrix';
