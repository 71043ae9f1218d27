module.exports = {
  typescript: true,
  coverage: true,
  threshold: 100,
  'coverage-path': 'src',
  // These four only hand their options to `platform` and `e2e` and print what comes back: the live checks call them.
  'coverage-exclude': ['commands/up.ts', 'commands/down.ts', 'commands/status.ts', 'commands/e2e.ts'],
  paths: ['test'],
  pattern: '\\.test',
  timeout: 20000,
  leaks: false,
};
