import { Ajv } from 'ajv';
import { Failure } from '@tinjis/manifests/failure';

/** An attempt on a running cluster, and its result. */
export interface LiveAttempt {
  readonly title: string;
  readonly passed: boolean;
  readonly identity: string;
  readonly action: string;
  readonly observed: Verdict;
  /** The answer that `tinjis can` had given; undefined if it has no question for the attempt. */
  readonly predicted?: { readonly verdict: string };
}

interface Verdict {
  readonly verdict: string;
  /** The layer that refused, and its message. */
  readonly layer?: string;
  readonly message?: string;
}

/** The last run of the live checks, as far as the report covers it. */
export interface LiveRun {
  readonly started: string;
  readonly passed: number;
  readonly failed: number;
  readonly attempts: readonly LiveAttempt[];
}

const verdict = {
  type: 'object',
  required: ['verdict'],
  properties: { verdict: { type: 'string' }, layer: { type: 'string' }, message: { type: 'string' } },
};
const attempt = {
  type: 'object',
  required: ['identity', 'action', 'observed'],
  properties: { identity: { type: 'string' }, action: { type: 'string' }, observed: verdict, predicted: verdict },
};
const schema = {
  type: 'object',
  required: ['schema', 'started', 'passed', 'failed', 'results'],
  properties: {
    schema: { const: 1 },
    started: { type: 'string' },
    passed: { type: 'integer' },
    failed: { type: 'integer' },
    results: {
      type: 'array',
      items: {
        type: 'object',
        required: ['title', 'passed'],
        properties: { title: { type: 'string' }, passed: { type: 'boolean' }, record: { type: 'object' } },
      },
    },
  },
};

interface File extends Omit<LiveRun, 'attempts'> {
  readonly results: readonly { readonly title: string; readonly passed: boolean; readonly record?: object }[];
}

const ajv = new Ajv();
const isFile = ajv.compile<File>(schema);
const isAttempt = ajv.compile<Omit<LiveAttempt, 'title' | 'passed'>>(attempt);

/**
 * Reads the report.json that `tinjis e2e` keeps.
 * @param text the file's content
 * @param file its name, for the message
 * @throws Failure (unreadable) if it is something else
 */
export function readLiveRun(text: string, file: string): LiveRun {
  const read = parsed(text, file);
  if (!isFile(read)) throw otherwise(`it is no report of live checks: ${ajv.errorsText(isFile.errors)}`, file);
  const { started, passed, failed, results } = read;
  const attempts = results.flatMap(({ title, passed: held, record }) =>
    isAttempt(record) ? [{ ...record, title, passed: held }] : [],
  );
  return { started, passed, failed, attempts };
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw otherwise(`it is no JSON: ${(error as Error).message}`, file);
  }
}

function otherwise(what: string, file: string): Failure {
  return new Failure('unreadable', {
    what,
    at: { file, line: 1 },
    fix: 'name the report.json that `tinjis e2e` wrote',
  });
}
