// @ts-check
import js from '@eslint/js';
import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const NO_ENVIRONMENT = {
  selector: "MemberExpression[object.name='process'][property.name='env']",
  message: 'Read the environment in src/config/env.ts, where every variable is checked once, at start.',
};

/** Time is an argument of the rules: only so can a test say what time it is. */
const NO_CLOCK = [
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as an argument.',
  },
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time as an argument.',
  },
  {
    selector: "MemberExpression[object.name='Temporal'][property.name='Now']",
    message: 'Take the time as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Math'][callee.property.name='random']",
    message: 'Rules give the same answer each time.',
  },
];

const SHORT_FILES = { 'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }] };

export default defineConfig(
  globalIgnores(['dist/', 'coverage/', '.data/']),
  js.configs.recommended,
  {
    name: 'kept/all',
    rules: {
      ...SHORT_FILES,
      complexity: ['error', 15],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
  {
    name: 'kept/typescript',
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Nest finds what to inject by the class that stands in the constructor: it must be there at run time.
      '@typescript-eslint/consistent-type-imports': 'off',
      // A Nest module is a class with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': 'off',
    },
  },
  {
    name: 'kept/src',
    files: ['src/**/*.ts'],
    rules: {
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 7],
      'no-console': 'error',
      'no-restricted-syntax': ['error', NO_ENVIRONMENT],
      // process.env by another name
      'no-restricted-imports': ['error', 'process', 'node:process'],
    },
  },
  { name: 'kept/environment', files: ['src/config/env.ts'], rules: { 'no-restricted-syntax': 'off' } },
  {
    name: 'kept/domain',
    files: ['src/domain/**/*.ts'],
    ignores: ['**/*.spec.ts'],
    rules: { 'no-restricted-syntax': ['error', NO_ENVIRONMENT, ...NO_CLOCK] },
  },
  {
    name: 'kept/tests',
    files: ['test/**/*.ts', 'bench/**/*.ts', 'src/**/*.spec.ts'],
    rules: {
      'max-lines-per-function': 'off',
      'no-console': 'off',
      'no-restricted-syntax': 'off',
      // The body of an HTTP answer is whatever it is: the assertions on it are the check.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    name: 'kept/scripts',
    files: ['**/*.mjs'],
    // Which names there are is for the compiler to know: it checks scripts/ too.
    rules: {
      'no-undef': 'off',
      'max-lines-per-function': ['error', { max: 80, skipBlankLines: true, skipComments: true }],
    },
  },
);
