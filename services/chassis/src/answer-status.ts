import type { Request } from '@hapi/hapi';

/** Stands for a request whose connection was gone before the answer. nginx notes the same number; nobody sends it. */
const noAnswer = 499;

/** The status of a request's answer. hapi puts a symbol where a handler abandoned the request. */
export function answerStatus(response: Request['response'] | symbol): number {
  return typeof response === 'object' && 'statusCode' in response ? response.statusCode : noAnswer;
}
