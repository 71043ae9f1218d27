import { pino, type DestinationStream, type Logger } from 'pino';
import { currentTrace } from './request-id.ts';

/**
 * A logger that writes JSON objects, a line each, to standard output.
 *
 * @param options.name the service
 * @param options.level least level written
 * @param destination where the lines go; standard output unless given
 */
export function createLogger(options: { name: string; level: string }, destination?: DestinationStream): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    base: { name: options.name },
    formatters: { level: (label: string) => ({ level: label }) },
    // What a request began and goes on without it, a billing run for example.
    mixin: () => {
      const traceId = currentTrace()?.traceId;
      return traceId === undefined ? {} : { traceId };
    },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    // A header or a connection string may hold a secret: neither has a place in a log.
    redact: {
      paths: ['headers.authorization', '*.authorization', 'authorization', 'password', '*.password', 'key', '*.key'],
      censor: '[redacted]',
    },
  };
  return destination ? pino(settings, destination) : pino(settings);
}
