module.exports = {
  typescript: true,
  coverage: true,
  threshold: 100,
  'coverage-path': 'src',
  // Every source counts, loaded by a test or not.
  'coverage-all': true,
  'coverage-pattern': '\\.ts',
  paths: ['test'],
  pattern: '\\.test',
  timeout: 20000,
  leaks: false,
};
