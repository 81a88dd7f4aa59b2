import { InputError } from '@backstage/errors';
import {
  ApplyEgressGatewayRequest,
  ApplyManifestsRequest,
} from '@meshport/backstage-plugin-mesh-common';
import {
  EgressEnvironment,
  ValidEgressGateway,
  validateEgressGateway,
} from '@meshport/istio';
import { z } from 'zod';
import { isDnsLabel } from './objects';
import { readBody } from './readBody';

const MAX_WAIT_SECONDS = 300;

const label = (what: string) =>
  z.string({ error: `name ${what} as text` }).refine(isDnsLabel, {
    error: `is no name for ${what}; use lower-case letters, digits and -, at most 63 characters`,
  });

const waitSeconds = z
  .int({ error: `give whole seconds from 0 to ${MAX_WAIT_SECONDS}` })
  .min(0, { error: `give whole seconds from 0 to ${MAX_WAIT_SECONDS}` })
  .max(MAX_WAIT_SECONDS, {
    error: `give whole seconds from 0 to ${MAX_WAIT_SECONDS}`,
  })
  .optional();

const applyManifestsRequest = z.strictObject({
  cluster: label('a cluster'),
  manifests: z.string({ error: 'give the YAML documents as text' }),
  namespace: label('a namespace').optional(),
  waitSeconds,
});

const applyEgressGatewayRequest = z.strictObject({
  cluster: label('a cluster'),
  gateway: z.record(z.string(), z.unknown(), {
    error: 'give the gateway as an object',
  }),
  waitSeconds,
});

const addUpstreamRequest = z.strictObject({
  upstream: z.record(z.string(), z.unknown(), {
    error: 'give the upstream as an object',
  }),
  waitSeconds,
});

/** Body of `POST /egress-gateways/…/upstreams`; the upstream itself is checked by `@meshport/istio`. */
export function readAddUpstreamRequest(
  body: unknown,
): z.infer<typeof addUpstreamRequest> {
  return readBody(addUpstreamRequest, body);
}

/** Body of `POST /manifests/apply`; throws `InputError` that names the fields. */
export function readApplyManifestsRequest(
  body: unknown,
): ApplyManifestsRequest {
  return readBody(applyManifestsRequest, body);
}

/** Body of `POST /egress-gateways`; the gateway itself is checked by `@meshport/istio`. */
export function readApplyEgressGatewayRequest(
  body: unknown,
): ApplyEgressGatewayRequest {
  return readBody(applyEgressGatewayRequest, body);
}

/**
 * The gateway of such a body, as it was given and with every default filled in;
 * throws `InputError` with one line for each field that is wrong.
 *
 * @param environment - what the cluster runs and configuration allows; what is
 * not known is not refused for it, but noted
 */
export function readEgressGateway(
  gateway: Record<string, unknown>,
  environment?: EgressEnvironment,
): ValidEgressGateway {
  const result = validateEgressGateway(gateway, environment);
  if ('problems' in result) {
    throw new InputError(
      result.problems
        .map(({ field, message }) => `${field || 'gateway'}: ${message}`)
        .join('\n'),
    );
  }
  return result;
}

/** Whether to apply in earnest: `?dryRun=true` does not, absent or `false` does. */
export function readDryRun(query: Record<string, unknown>): boolean {
  const { dryRun, ...others } = query;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    // A misspelt dry-run must never become a real write.
    throw new InputError(
      `query: there is no parameter ${JSON.stringify(
        unknown.slice(0, 60),
      )}; use dryRun=true, or leave it out`,
    );
  }
  if (dryRun === undefined || dryRun === 'false') {
    return false;
  }
  if (dryRun === 'true') {
    return true;
  }
  throw new InputError('dryRun: give true or false');
}
