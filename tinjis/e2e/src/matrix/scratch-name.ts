/** Name of everything that the matrix makes or tries to make, and the words it adds to files. */
export const scratchName = 'tinjis-matrix';
