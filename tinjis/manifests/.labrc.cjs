module.exports = {
  typescript: true,
  coverage: true,
  threshold: 100,
  'coverage-path': 'src',
  paths: ['test'],
  pattern: '\\.test',
  timeout: 20000,
  leaks: false,
};
