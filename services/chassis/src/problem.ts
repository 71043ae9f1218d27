import { STATUS_CODES } from 'node:http';
import { Boom, isBoom } from '@hapi/boom';
import type { Plugin, Request, ResponseToolkit } from '@hapi/hapi';
import Joi from 'joi';
import { requestIdHeader, requestIdOf } from './request-id.ts';

/** The members of an RFC 9457 problem that the service states itself; status and title follow from the status code. */
export interface Problem {
  /** The kind of problem, as a stable kebab-case name; sent as the URI reference `/problems/NAME`. */
  readonly type: string;
  /** What happened and why, in a sentence. */
  readonly detail: string;
  /** What the caller can do about it, in a sentence. */
  readonly fix: string;
  /** Further members of the body. */
  readonly extra?: Readonly<Record<string, unknown>>;
  /** Headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** An error that is answered as problem+json (RFC 9457). Throw it from a handler. */
export function problem(status: number, { headers = {}, ...members }: Problem): Boom<Omit<Problem, 'headers'>> {
  const boom = new Boom(members.detail, { statusCode: status, data: members });
  Object.assign(boom.output.headers, headers);
  return boom;
}

/** The body of an error answer. */
export type ProblemBody = Record<string, unknown>;

const fixByDefault = 'Correct the request as the detail says and send it again.';
const fixes: Readonly<Record<number, string>> = {
  404: 'Check the path against /openapi.json.',
  413: 'Send a smaller body.',
  415: 'Send the body as application/json.',
  500: 'Try again; if it goes on, give the operator the requestId.',
  503: 'Wait as long as Retry-After says, then try again.',
};

/** Gives an error's body another form, or more members. */
export type ProblemDecorator = (request: Request, body: ProblemBody) => ProblemBody;

declare module '@hapi/hapi' {
  interface PluginProperties {
    problems: { decorators: ProblemDecorator[] };
  }
}

/**
 * Answers every error as `application/problem+json` (RFC 9457): type, title, status, detail, fix.
 *
 * The reason of a 500 goes to `onFailure` and not to the caller. Another plugin may add a function to
 * `server.plugins.problems.decorators`; each body passes through all of them.
 */
export const problems: Plugin<{ onFailure: (request: Request, error: Error) => void }> = {
  name: 'problems',
  register(server, { onFailure }) {
    const decorators: ProblemDecorator[] = [];
    server.expose('decorators', decorators);
    server.ext('onPreResponse', (request: Request, h: ResponseToolkit) => {
      const { response } = request;
      if (!isBoom(response)) return h.continue;
      if (response.output.statusCode === 500) onFailure(request, response);
      const answer = h
        .response(decorators.reduce((body, decorate) => decorate(request, body), problemBody(response, request)))
        .code(response.output.statusCode)
        .type('application/problem+json');
      Object.entries(response.output.headers).forEach(([name, value]) => answer.header(name, String(value)));
      return answer.header(requestIdHeader, requestIdOf(request));
    });
  },
};

/**
 * joi's own error, made a 400 that lists every refused field; for a route's `failAction`. Another error passes as it
 * is.
 */
export function refuseInvalid(_request: Request, _h: ResponseToolkit, error?: Error): never {
  if (!Joi.isError(error)) throw error;
  throw problem(400, {
    type: 'invalid-request',
    detail: error.details.map((fault) => fault.message).join('; '),
    fix: fixByDefault,
    extra: { errors: error.details.map((fault) => ({ field: fault.path.join('.'), message: fault.message })) },
  });
}

function problemBody(boom: Boom, request: Request): ProblemBody {
  const requestId = requestIdOf(request);
  const { statusCode, payload } = boom.output;
  const stated = boom.data as Partial<Problem> | null;
  const title = String(STATUS_CODES[statusCode]);
  if (stated?.type !== undefined) {
    return {
      type: `/problems/${stated.type}`,
      title,
      status: statusCode,
      detail: stated.detail,
      fix: stated.fix,
      requestId,
      ...stated.extra,
    };
  }
  const type = title.toLowerCase().replaceAll(/[^a-z]+/g, '-');
  return {
    type: `/problems/${type}`,
    title,
    status: statusCode,
    detail: payload.message,
    fix: fixes[statusCode] ?? fixByDefault,
    requestId,
  };
}
