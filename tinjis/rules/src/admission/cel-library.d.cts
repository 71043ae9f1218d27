type Cel = typeof import('@bufbuild/cel', { with: { 'resolution-mode': 'import' } });
type Regex = Pick<typeof import('@bufbuild/re2', { with: { 'resolution-mode': 'import' } }), 'RE2JS'>;

/** The CEL library and its regular expressions, loaded when they are first asked for. */
declare function celLibrary(): Cel & Regex;
export = celLibrary;
