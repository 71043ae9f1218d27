import type { Plugin, Request, ServerAuthScheme } from '@hapi/hapi';
import { problem } from '@tinjis/chassis/problem';
import { requestNames } from '@tinjis/chassis/request-id';
import type { Logger } from 'pino';
import { roles, type Role } from './api-key.ts';
import type { CallerRates } from './caller-rate.ts';
import type { KeyRing } from './key-ring.ts';

/** Who sent a request; `request.auth.credentials` on every route with a strategy of this plugin. */
export interface Caller {
  readonly caller: string;
  readonly roles: readonly Role[];
}

/** Who sent a request. */
export const callerOf = (request: Request): Caller => request.auth.credentials as unknown as Caller;

/** Hears of each refused credential, and of each request beyond its caller's rate. */
export interface CredentialEvents {
  refused(reason: 'missing' | 'unknown' | 'role'): void;
  rateExceeded(): void;
}

interface ApiKeysParts {
  readonly keys: KeyRing;
  readonly logger: Logger;
  readonly events: CredentialEvents;
  /** No caller is held to a rate without it. */
  readonly rates?: CallerRates | undefined;
}

/** A strategy for each role, and `read-or-admin` for routes that either role opens. */
export const apiKeys: Plugin<ApiKeysParts> = {
  name: 'api-keys',
  register(server, parts) {
    server.auth.scheme('api-key', scheme(parts));
    for (const role of roles) {
      server.auth.strategy(role, 'api-key', { roles: [role] });
    }
    server.auth.strategy('read-or-admin', 'api-key', { roles: ['read', 'admin'] });
  },
};

/** What a strategy of the scheme `api-key` asks for. */
interface StrategyOptions {
  readonly roles: readonly Role[];
  /** Finds the key that a request presents; in its Authorization header when left out. */
  readonly keyOf?: (request: Request) => string | undefined;
}

function scheme({ keys, logger, events, rates }: ApiKeysParts): ServerAuthScheme {
  const refuse = (request: Request, reason: 'missing' | 'unknown' | 'role', caller?: string) => {
    events.refused(reason);
    const { method, route, info } = request;
    const from = info.remoteAddress;
    logger.info(
      { audit: true, ...requestNames(request), method, route: route.path, from, reason, caller },
      'a credential was refused',
    );
  };
  const countFor = (caller: string) => {
    try {
      rates?.count(caller);
    } catch (error) {
      events.rateExceeded();
      throw error;
    }
  };
  return (_server, options) => {
    const { roles: needed, keyOf = bearerKey } = options as StrategyOptions;
    return {
      authenticate(request, h) {
        const key = keyOf(request);
        const entry = key === undefined ? undefined : keys.find(key);
        if (!entry) {
          refuse(request, key === undefined ? 'missing' : 'unknown');
          throw unauthenticated(key !== undefined);
        }
        if (!entry.roles.some((role) => needed.includes(role))) {
          refuse(request, 'role', entry.caller);
          throw forbidden(entry, needed);
        }
        countFor(entry.caller);
        return h.authenticated({ credentials: { caller: entry.caller, roles: entry.roles } as never });
      },
    };
  };
}

function bearerKey({ headers }: Request): string | undefined {
  return /^Bearer +([\x21-\x7e]+)$/i.exec(String(headers['authorization'] ?? ''))?.[1];
}

function unauthenticated(presented: boolean) {
  return problem(401, {
    type: 'unauthenticated',
    detail: presented
      ? 'The API key is not in force: it is unknown, not valid yet, or no longer valid.'
      : 'The request carries no API key of visible ASCII characters.',
    fix: 'Send a valid key as "Authorization: Bearer <key>"; the operator of this service issues keys.',
    headers: { 'WWW-Authenticate': 'Bearer realm="payment"' },
  });
}

function forbidden({ caller, roles: held }: Caller, needed: readonly Role[]) {
  return problem(403, {
    type: 'forbidden',
    detail: `This needs the role ${needed.join(' or ')}; the key of ${caller} has ${held.join(', ')}.`,
    fix: `Use a key with the role ${needed.join(' or ')}, or ask the operator of this service for such a key.`,
  });
}
