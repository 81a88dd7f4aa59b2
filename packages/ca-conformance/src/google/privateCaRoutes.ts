import { AnswerFault, IssuedLedger, MovableClock } from '../core';
import { demand, Principal } from './AccessTokens';
import { Certificates } from './certificates';
import { GoogleError } from './googleError';
import { authorityView, poolView, templateView } from './resourceViews';
import {
  CertificateBody,
  GoogleAuthority,
  GooglePool,
  GoogleTemplate,
} from './resources';
import { revocationListsOf } from './revocationLists';

/** A call with what its path named. */
export interface Call {
  name: string;
  pool: string;
  query: URLSearchParams;
  body: Record<string, unknown>;
  principal: Principal;
  distortion?: AnswerFault;
}

/** One call of the service, as its protocol definition maps it to HTTP. */
export interface Route {
  operation: string;
  method: string;
  path: RegExp;
  query: readonly string[];
  permission: string;
  answer(call: Call): Promise<unknown> | unknown;
}

const POOL = '(?<pool>projects/[^/]+/locations/[^/]+/caPools/[^/]+)';
const PAGES = ['pageSize', 'pageToken', 'filter', 'orderBy'];

/** What is there to be called. */
export interface Served {
  clock: MovableClock;
  ledger: IssuedLedger;
  pools: readonly GooglePool[];
  templates: readonly GoogleTemplate[];
  repeats: 'answer' | 'already-exists';
}

function named<T extends { name: string }>(all: readonly T[], name: string): T {
  const one = all.find(known => known.name === name);
  if (!one) {
    throw new GoogleError('NOT_FOUND', `Resource '${name}' was not found`);
  }
  return one;
}

function createCertificate(
  certificates: Certificates,
  { pools, templates }: Served,
  call: Call,
) {
  const body = call.body as CertificateBody;
  const template = body.certificateTemplate
    ? named(templates, body.certificateTemplate)
    : undefined;
  if (template) {
    demand(call.principal, 'privateca.certificateTemplates.use', template.name);
  }
  return certificates.create(
    named(pools, call.pool),
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

function authorityOf(pool: GooglePool, name: string): GoogleAuthority {
  const id = /\/certificateAuthorities\/([^/]+)/.exec(name)?.[1];
  const entry = pool.authorities.find(known => known.id === id);
  if (!entry) {
    throw new GoogleError('NOT_FOUND', `Resource '${name}' was not found`);
  }
  return entry;
}

/** The calls that a portal makes. */
export function privateCaRoutes(options: Served): Route[] {
  const certificates = new Certificates(options);
  const poolOf = ({ pool }: Call) => named(options.pools, pool);
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
  return [
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
      call => createCertificate(certificates, options, call),
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
        return certificates.list(poolOf(call), {
          filter: call.query.get('filter') ?? undefined,
          pageSize: Number(call.query.get('pageSize') ?? 0),
          pageToken: call.query.get('pageToken') || undefined,
        });
      },
    ),
    route('getCertificate', 'GET', certificate, 'certificates.get', [], call =>
      certificates.get(poolOf(call), call.name, call.distortion),
    ),
    route(
      'revokeCertificate',
      'POST',
      `${certificate}:revoke`,
      'certificates.update',
      [],
      call =>
        certificates.revoke(
          poolOf(call),
          call.name.replace(/:revoke$/, ''),
          Number(call.body.reason),
        ),
    ),
    route('getCaPool', 'GET', POOL, 'caPools.get', [], call =>
      poolView(poolOf(call)),
    ),
    route(
      'getCertificateAuthority',
      'GET',
      authority,
      'certificateAuthorities.get',
      [],
      call => authorityView(poolOf(call), authorityOf(poolOf(call), call.name)),
    ),
    route(
      'listCertificateRevocationLists',
      'GET',
      `${authority}/certificateRevocationLists`,
      'certificateRevocationLists.list',
      PAGES,
      call =>
        revocationListsOf(
          poolOf(call),
          authorityOf(poolOf(call), call.name),
          options.clock,
        ),
    ),
    route(
      'getCertificateTemplate',
      'GET',
      '(?<pool>projects/[^/]+/locations/[^/]+)/certificateTemplates/[^/]+',
      'certificateTemplates.get',
      [],
      call => templateView(named(options.templates, call.name)),
    ),
  ];
}
