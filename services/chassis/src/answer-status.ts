import type { Request } from '@hapi/hapi';

/** What is noted for a request that got no answer: its connection was gone. The number is nginx's and is never sent. */
const noAnswer = 499;

/** The status of a request's answer. hapi puts a symbol where a handler abandoned the request. */
export function answerStatus(response: Request['response'] | symbol): number {
  return typeof response === 'object' && 'statusCode' in response ? response.statusCode : noAnswer;
}
