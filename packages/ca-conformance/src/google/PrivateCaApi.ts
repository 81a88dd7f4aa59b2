import {
  AnswerFault,
  IssuedLedger,
  MovableClock,
  WireAnswer,
  WireRequest,
  WireService,
} from '../core';
import { AccessTokens, demand, Principal } from './AccessTokens';
import { Certificates } from './certificates';
import {
  errorAnswer,
  failureAnswer,
  GoogleError,
  jsonAnswer,
} from './googleError';
import { authorityView, poolView, templateView } from './resourceViews';
import { CertificateBody, GooglePool, GoogleTemplate } from './resources';
import { revocationListsOf } from './revocationLists';

/** A call with what its path named. */
interface Call {
  name: string;
  pool: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  principal: Principal;
  distortion?: AnswerFault;
}

interface Route {
  operation: string;
  method: string;
  path: RegExp;
  query: readonly string[];
  permission: string;
  answer(call: Call): Promise<unknown> | unknown;
}

const POOL = '(?<pool>projects/[^/]+/locations/[^/]+/caPools/[^/]+)';
const PAGES = ['pageSize', 'pageToken', 'filter', 'orderBy'];

/**
 * Certificate Authority Service by REST, as its protocol definition maps it:
 * the calls that a portal makes, for pools that were set up beforehand.
 */
export class PrivateCaApi implements WireService {
  readonly #tokens: AccessTokens;
  readonly #pools: readonly GooglePool[];
  readonly #templates: readonly GoogleTemplate[];
  readonly #routes: Route[];

  constructor(options: {
    clock: MovableClock;
    ledger: IssuedLedger;
    tokens: AccessTokens;
    pools: readonly GooglePool[];
    templates: readonly GoogleTemplate[];
    repeats: 'answer' | 'already-exists';
  }) {
    this.#tokens = options.tokens;
    this.#pools = options.pools;
    this.#templates = options.templates;
    const certificates = new Certificates(options);
    const route = (
      operation: string,
      method: string,
      path: string,
      permission: string,
      query: readonly string[],
      answer: Route['answer'],
    ): Route => ({
      operation,
      method,
      path: new RegExp(`^/v1/(?<name>${path})$`),
      permission: `privateca.${permission}`,
      query,
      answer,
    });
    const certificate = `${POOL}/certificates/[^/:]+`;
    const authority = `${POOL}/certificateAuthorities/[^/:]+`;
    this.#routes = [
      route(
        'createCertificate',
        'POST',
        `${POOL}/certificates`,
        'certificates.create',
        [
          'certificateId',
          'requestId',
          'validateOnly',
          'issuingCertificateAuthorityId',
        ],
        call => this.#create(certificates, call),
      ),
      route(
        'listCertificates',
        'GET',
        `${POOL}/certificates`,
        'certificates.list',
        PAGES,
        call => {
          if (call.query.get('orderBy')) {
            throw new GoogleError(
              'INVALID_ARGUMENT',
              'order_by is not supported.',
            );
          }
          return certificates.list(this.#pool(call), {
            filter: call.query.get('filter') ?? undefined,
            pageSize: Number(call.query.get('pageSize') ?? 0),
            pageToken: call.query.get('pageToken') || undefined,
          });
        },
      ),
      route(
        'getCertificate',
        'GET',
        certificate,
        'certificates.get',
        [],
        call => certificates.get(this.#pool(call), call.name, call.distortion),
      ),
      route(
        'revokeCertificate',
        'POST',
        `${certificate}:revoke`,
        'certificates.update',
        [],
        call =>
          certificates.revoke(
            this.#pool(call),
            call.name.replace(/:revoke$/, ''),
            Number(call.body.reason),
          ),
      ),
      route('getCaPool', 'GET', POOL, 'caPools.get', [], call =>
        poolView(this.#pool(call)),
      ),
      route(
        'getCertificateAuthority',
        'GET',
        authority,
        'certificateAuthorities.get',
        [],
        call => authorityView(this.#pool(call), this.#authority(call)),
      ),
      route(
        'listCertificateRevocationLists',
        'GET',
        `${authority}/certificateRevocationLists`,
        'certificateRevocationLists.list',
        PAGES,
        call =>
          revocationListsOf(
            this.#pool(call),
            this.#authority(call),
            options.clock,
          ),
      ),
      route(
        'getCertificateTemplate',
        'GET',
        '(?<pool>projects/[^/]+/locations/[^/]+)/certificateTemplates/[^/]+',
        'certificateTemplates.get',
        [],
        call => templateView(this.#template(call.name)),
      ),
    ];
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
      const found = this.#routeOf(request);
      if (!found) {
        throw new GoogleError(
          'NOT_FOUND',
          `There is no ${request.method} ${request.url.pathname}.`,
        );
      }
      const { route, groups } = found;
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

  #create(certificates: Certificates, call: Call) {
    const body = call.body as CertificateBody;
    const template = body.certificateTemplate
      ? this.#template(body.certificateTemplate)
      : undefined;
    if (template) {
      demand(
        call.principal,
        'privateca.certificateTemplates.use',
        template.name,
      );
    }
    return certificates.create(
      this.#pool(call),
      body,
      {
        certificateId: call.query.get('certificateId') ?? undefined,
        requestId: call.query.get('requestId') ?? undefined,
        issuingCertificateAuthorityId:
          call.query.get('issuingCertificateAuthorityId') ?? undefined,
        validateOnly: call.query.get('validateOnly') === 'true',
        template,
      },
      call.distortion,
    );
  }

  #pool({ pool }: Call): GooglePool {
    return found(this.#pools, pool);
  }

  #template(name: string): GoogleTemplate {
    return found(this.#templates, name);
  }

  #authority(call: Call) {
    const id = /\/certificateAuthorities\/([^/]+)/.exec(call.name)?.[1];
    const entry = this.#pool(call).authorities.find(known => known.id === id);
    if (!entry) {
      throw new GoogleError(
        'NOT_FOUND',
        `Resource '${call.name}' was not found`,
      );
    }
    return entry;
  }
}

function found<T extends { name: string }>(all: readonly T[], name: string): T {
  const one = all.find(known => known.name === name);
  if (!one) {
    throw new GoogleError('NOT_FOUND', `Resource '${name}' was not found`);
  }
  return one;
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
