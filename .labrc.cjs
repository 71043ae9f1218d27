// Every workspace's tests run by these settings. A workspace with a file of its own says there what differs, and why.
const { join } = require('node:path');

// Renderings of tests have a cache of their own, which `npm ci` empties: no test depends on the user's, or fills it.
process.env.TINJIS_CACHE = join(__dirname, 'node_modules/.cache/tinjis');

const coverage = {
  coverage: true,
  threshold: 100,
  'coverage-path': 'src',
  // Every source counts, whether a test loads it or not.
  'coverage-all': true,
  'coverage-pattern': '\\.ts',
};
module.exports = {
  typescript: true,
  paths: ['test'],
  pattern: '\\.test',
  // Ends what hangs. How long a test takes on a busy machine is no fault of its own.
  timeout: 300_000,
  leaks: false,
  // A threshold alone makes lab measure, whatever else it is told.
  ...(process.argv.includes('--no-coverage') ? {} : coverage),
};
