import { Ajv, type JSONSchemaType, type ValidateFunction } from 'ajv';
import { Failure } from '@tinjis/manifests/failure';

/** A pull request, limited to the fields read here. */
export interface PullRequest {
  number: number;
  state: string;
  user: { login: string };
  head: { sha: string; ref: string };
  base: { ref: string; repo: { default_branch: string } };
}

export interface Review {
  user: { login: string } | null;
  state: string;
  commit_id: string | null;
}

export interface IssueComment {
  id: number;
  body: string | null;
  user: { login: string; type: string } | null;
}

const ajv = new Ajv({ strictTypes: false });
const text = { type: 'string' } as const;
const login = { type: 'object', required: ['login'], properties: { login: text } } as const;

const isPullRequest = ajv.compile({
  type: 'object',
  required: ['number', 'state', 'user', 'head', 'base'],
  properties: {
    number: { type: 'integer' },
    state: text,
    user: login,
    head: { type: 'object', required: ['sha', 'ref'], properties: { sha: text, ref: text } },
    base: {
      type: 'object',
      required: ['ref', 'repo'],
      properties: {
        ref: text,
        repo: { type: 'object', required: ['default_branch'], properties: { default_branch: text } },
      },
    },
  },
} satisfies JSONSchemaType<PullRequest>);

const isReview = ajv.compile<Review>({
  type: 'object',
  required: ['user', 'state', 'commit_id'],
  properties: { user: { ...login, nullable: true }, state: text, commit_id: { ...text, nullable: true } },
});

const isComment = ajv.compile<IssueComment>({
  type: 'object',
  required: ['id', 'body', 'user'],
  properties: {
    id: { type: 'integer' },
    body: { ...text, nullable: true },
    user: { type: 'object', nullable: true, required: ['login', 'type'], properties: { login: text, type: text } },
  },
});

/** @throws Failure (unreadable) if an answer lacks the form that GitHub documents */
export const readPullRequest = (value: unknown): PullRequest => checked('pull request', isPullRequest, value);
export const readReview = (value: unknown): Review => checked('review', isReview, value);
export const readComment = (value: unknown): IssueComment => checked('comment', isComment, value);

function checked<T>(what: string, is: ValidateFunction<T>, value: unknown): T {
  if (is(value)) return value;
  throw new Failure('unreadable', {
    what: `GitHub gave a ${what} of another form: ${ajv.errorsText(is.errors)}`,
    fix: 'run it again; where it stays, the API has changed',
  });
}
