import { AnswerFault, WireAnswer, WireRequest, WireService } from '../core';
import { AccessTokens, demand } from './AccessTokens';
import {
  errorAnswer,
  failureAnswer,
  GoogleError,
  jsonAnswer,
} from './googleError';
import { privateCaRoutes, Route, Served } from './privateCaRoutes';

/**
 * Certificate Authority Service by REST, as its protocol definition maps it:
 * the calls that a portal makes, for pools that were set up beforehand.
 */
export class PrivateCaApi implements WireService {
  readonly #tokens: AccessTokens;
  readonly #routes: Route[];

  constructor(options: Served & { tokens: AccessTokens }) {
    this.#tokens = options.tokens;
    this.#routes = privateCaRoutes(options);
  }

  operationOf(request: WireRequest): string {
    return this.#routeOf(request)?.route.operation ?? 'unknown';
  }

  async answer(
    request: WireRequest,
    distortion: AnswerFault | undefined,
  ): Promise<WireAnswer> {
    try {
      const principal = this.#tokens.principalOf(request.headers.authorization);
      const asked = this.#routeOf(request);
      if (!asked) {
        throw new GoogleError(
          'NOT_FOUND',
          `There is no ${request.method} ${request.url.pathname}.`,
        );
      }
      const { route, groups } = asked;
      checkQuery(request.url.searchParams, route);
      demand(principal, route.permission, groups.name);
      const answer = await route.answer({
        name: groups.name,
        pool: groups.pool,
        query: request.url.searchParams,
        body: bodyOf(request),
        principal,
        distortion,
      });
      return jsonAnswer(answer);
    } catch (error) {
      if (error instanceof GoogleError) {
        return errorAnswer(error.code, error.message);
      }
      throw error;
    }
  }

  throttled(): WireAnswer {
    return errorAnswer(
      'RESOURCE_EXHAUSTED',
      "Quota exceeded for quota metric 'Requests' of service 'privateca.googleapis.com'.",
    );
  }

  failed(status: number): WireAnswer {
    return failureAnswer(status);
  }

  #routeOf({ method, url }: WireRequest) {
    const path = decodeURIComponent(url.pathname);
    for (const route of this.#routes) {
      const match = route.method === method && route.path.exec(path);
      if (match) {
        return {
          route,
          groups: match.groups as { name: string; pool: string },
        };
      }
    }
    return undefined;
  }
}

function checkQuery(query: URLSearchParams, route: Route): void {
  const unknown = [...query.keys()].find(
    key => !key.startsWith('$') && !route.query.includes(key),
  );
  if (unknown) {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      `Invalid JSON payload received. Unknown name "${unknown}": Cannot bind query parameter.`,
    );
  }
}

function bodyOf({ body }: WireRequest): Record<string, unknown> {
  if (!body.length) {
    return {};
  }
  try {
    return JSON.parse(body.toString());
  } catch {
    throw new GoogleError(
      'INVALID_ARGUMENT',
      'Invalid JSON payload received. Unexpected token.',
    );
  }
}
