type Library = typeof import('@bufbuild/cel', { with: { 'resolution-mode': 'import' } });

/** The CEL library, loaded when it is first asked for. */
declare function celLibrary(): Library;
export = celLibrary;
