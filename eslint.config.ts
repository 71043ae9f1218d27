import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  // `npm run validators` writes the validators.
  globalIgnores(['**/node_modules/', '**/coverage/', '.tinjis/', '**/validator.cjs', '**/validators.cjs']),
  {
    files: ['**/*.js', '**/*.cjs'],
    extends: [js.configs.recommended],
    languageOptions: {
      globals: {
        process: 'readonly',
        console: 'readonly',
        module: 'writable',
        require: 'readonly',
        __dirname: 'readonly',
      },
      // lab measures coverage through Babel's parser with what it finds here.
      parserOptions: { requireConfigFile: false },
    },
  },
  {
    // What runs in the reader's browser.
    files: ['**/src/**/browser/*.js'],
    languageOptions: {
      globals: {
        document: 'readonly',
        matchMedia: 'readonly',
        sessionStorage: 'readonly',
        fetch: 'readonly',
        location: 'readonly',
        DOMParser: 'readonly',
        getSelection: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
  {
    files: ['**/*.ts'],
    extends: [js.configs.recommended, tseslint.configs.strict],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // A promise nobody waits for is a charge nobody answers for.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      // Node strips types and keeps `import {} from`, which loads a file for nothing.
      '@typescript-eslint/no-import-type-side-effects': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ForOfStatement > :not(BlockStatement).body',
          message: "Give the loop a block: lab's coverage makes nonsense of `for (const x of y) statement;`.",
        },
      ],
      'max-len': [
        'error',
        { code: 120, ignoreUrls: true, ignoreTemplateLiterals: true, ignoreStrings: true, ignoreRegExpLiterals: true },
      ],
      'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Prettier gives each value of a table of cases a line of its own, so a table that was dense is long.
    files: ['**/test/**/*.ts', '**/testing/**/*.ts'],
    rules: { 'max-lines': ['error', { max: 750, skipBlankLines: true, skipComments: true }] },
  },
);
