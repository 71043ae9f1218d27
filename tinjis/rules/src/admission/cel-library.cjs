// CommonJS, because that can be asked for late: the library is a hundred modules, and most questions reach no
// expression.
let library;

module.exports = () => (library ??= { ...require('@bufbuild/cel'), RE2JS: require('@bufbuild/re2').RE2JS });
