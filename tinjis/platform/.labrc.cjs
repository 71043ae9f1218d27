// Most of this needs a cluster, or the real systems' code: the live checks and the oracles are its coverage.
const { typescript, paths, pattern, timeout, leaks } = require('../../.labrc.cjs');
module.exports = { typescript, paths, pattern, timeout, leaks };
