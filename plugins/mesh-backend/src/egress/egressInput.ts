import { InputError } from '@backstage/errors';
import {
  EgressPreviewRequest,
  EgressRemovalOptions,
  StartEgressTest,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { isDnsLabel } from '../manifests/objects';
import { readBody } from '../manifests/readBody';
import { EgressGatewayRef } from './EgressReader';

/** The gateway of a path; throws `InputError` that names the part that is no name. */
export function readRef(params: Record<string, string>): EgressGatewayRef {
  const { cluster, namespace, name } = params;
  for (const [field, value] of Object.entries({ cluster, namespace, name })) {
    if (!isDnsLabel(value)) {
      throw new InputError(
        `${field}: is no name for a ${
          field === 'name' ? 'gateway' : field
        }; use lower-case letters, digits and -, at most 63 characters`,
      );
    }
  }
  return { cluster, namespace, name };
}

/** The query of a removal; throws `InputError` that names the parameter. */
export function readRemovalOptions(
  query: Record<string, unknown>,
): EgressRemovalOptions {
  refuseOthers(query, ['dryRun', 'plan', 'evenIfUsed']);
  const { plan } = query;
  if (
    plan !== undefined &&
    (typeof plan !== 'string' || !/^[\w-]{1,64}$/.test(plan))
  ) {
    throw new InputError('plan: send plan.hash of the answer to dryRun=true');
  }
  return {
    dryRun: readFlag(query, 'dryRun'),
    evenIfUsed: readFlag(query, 'evenIfUsed'),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** A misspelt parameter must never turn a rehearsal into a deletion. */
export function refuseOthers(
  query: Record<string, unknown>,
  known: readonly string[],
): void {
  const other = Object.keys(query).find(name => !known.includes(name));
  if (other !== undefined) {
    throw new InputError(
      `query: there is no parameter ${JSON.stringify(
        other.slice(0, 60),
      )}; use ${known.join(', ') || 'none'}`,
    );
  }
}

function readFlag(query: Record<string, unknown>, name: string): boolean {
  const value = query[name];
  if (value === undefined || value === 'false') {
    return false;
  }
  if (value === 'true') {
    return true;
  }
  throw new InputError(`${name}: give true or false`);
}

const label = (what: string) =>
  z.string({ error: `name ${what} as text` }).refine(isDnsLabel, {
    error: `is no name for ${what}; use lower-case letters, digits and -, at most 63 characters`,
  });

const previewRequest = z.strictObject({
  cluster: label('a cluster'),
  gateway: z.record(z.string(), z.unknown(), {
    error: 'give the gateway as an object',
  }),
});

/** Kubernetes' names of ServiceAccounts: RFC 1123 subdomains. */
const ACCOUNT = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
/** A path as it stands in a URL; it becomes an argument of a program. */
const URL_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,;=:@%/?]{0,500}$/;

const seconds = { error: 'give whole seconds from 5 to 240' };
const port = { error: 'give a port from 1 to 65535' };

const testRequest = z.strictObject({
  kind: z.enum(['inside', 'outside'], { error: 'choose inside or outside' }),
  host: z
    .string({ error: 'name a host as text' })
    .min(1, { error: 'name a host' })
    .max(253, { error: 'is too long for a host' })
    .optional(),
  port: z.int(port).min(1, port).max(65535, port).optional(),
  path: z
    .string({ error: 'give the path as text' })
    .regex(URL_PATH, {
      error:
        'begin with /, and use what a URL allows, at most 500 characters, without #',
    })
    .optional(),
  namespace: label('a namespace').optional(),
  serviceAccount: z
    .string({ error: 'name a service account as text' })
    .regex(ACCOUNT, { error: 'is no name for a service account' })
    .optional(),
  certificateAuthority: z
    .string({ error: 'name a ConfigMap as text' })
    .regex(ACCOUNT, { error: 'is no name for a ConfigMap' })
    .optional(),
  waitSeconds: z.int(seconds).min(5, seconds).max(240, seconds).optional(),
});

/** Body of `POST /egress-gateways/preview`; the gateway itself is checked by `@meshport/istio`. */
export function readPreviewRequest(body: unknown): EgressPreviewRequest {
  return readBody(previewRequest, body);
}

/** Body of `POST /egress-gateways/…/tests`; throws `InputError` that names the fields. */
export function readTestRequest(body: unknown): StartEgressTest {
  return readBody(testRequest, body);
}

/** The query of `GET /egress-gateways/choices`. */
export function readCluster(query: Record<string, unknown>): string {
  refuseOthers(query, ['cluster']);
  const { cluster } = query;
  if (typeof cluster !== 'string' || !isDnsLabel(cluster)) {
    throw new InputError('cluster: name one cluster');
  }
  return cluster;
}
