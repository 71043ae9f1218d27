import type { ApiAnswer } from './answer.ts';

/**
 * The API server refused, or what was asked for is not there. Thrown by those calls of the client that a caller expects
 * to succeed.
 */
export class ApiRefusal extends Error {
  override readonly name = 'ApiRefusal';
  readonly status: number;
  readonly reason: string;

  constructor(asked: string, { status, reason, message }: ApiAnswer) {
    super(`${asked}: ${message}`);
    this.status = status;
    this.reason = reason;
  }
}

/**
 * The body of an answer that must be a good one.
 * @throws ApiRefusal for a status of 400 and above
 */
export function granted<T>(asked: string, answer: ApiAnswer<T>): T {
  if (!answer.ok) throw new ApiRefusal(asked, answer);
  return answer.body;
}
