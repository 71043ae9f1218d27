// The processes themselves, which tests start and cannot look into.
module.exports = { ...require('../../.labrc.cjs'), 'coverage-exclude': ['start.ts', 'seed.ts'] };
