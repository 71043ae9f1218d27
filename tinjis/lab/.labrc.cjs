// Needs a cluster, or the real systems' code, for most of what it does: the live checks and the oracles are its
// coverage.
module.exports = {
  typescript: true,
  paths: ['test'],
  pattern: '\\.test',
  timeout: 20000,
  leaks: false,
};
