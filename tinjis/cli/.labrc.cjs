module.exports = {
  ...require('../../.labrc.cjs'),
  // These four only hand their options to `platform` and `e2e` and print what comes back: the live checks call them.
  // And these two are a process and a thread, which tests start and cannot look into.
  'coverage-exclude': [
    'commands/up.ts',
    'commands/down.ts',
    'commands/status.ts',
    'commands/e2e.ts',
    'main.ts',
    'commands/verify-thread.ts',
  ],
};
