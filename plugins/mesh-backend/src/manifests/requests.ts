import { InputError } from '@backstage/errors';
import {
  ApplyEgressGatewayRequest,
  ApplyManifestsRequest,
} from '@meshport/backstage-plugin-mesh-common';
import { EgressGatewayInput, validateEgressGateway } from '@meshport/istio';
import { z } from 'zod';
import { isDnsLabel } from './objects';

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

/** Body of `POST /manifests/apply`; throws `InputError` that names the fields. */
export function readApplyManifestsRequest(
  body: unknown,
): ApplyManifestsRequest {
  return read(applyManifestsRequest, body);
}

/** Body of `POST /egress-gateways`; the gateway itself is checked by `@meshport/istio`. */
export function readApplyEgressGatewayRequest(
  body: unknown,
): ApplyEgressGatewayRequest {
  return read(applyEgressGatewayRequest, body);
}

/** The gateway of such a body; throws `InputError` with one line for each field that is wrong. */
export function readEgressGateway(
  gateway: Record<string, unknown>,
): EgressGatewayInput {
  const result = validateEgressGateway(gateway);
  if ('problems' in result) {
    throw new InputError(
      result.problems
        .map(({ field, message }) => `${field || 'gateway'}: ${message}`)
        .join('\n'),
    );
  }
  return result.input;
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

function read<T>(schema: z.ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(issue => {
        if (issue.code === 'unrecognized_keys') {
          return `body: there is no field ${issue.keys
            .map(key => JSON.stringify(key.slice(0, 60)))
            .join(', ')}`;
        }
        return `${issue.path.join('.') || 'body'}: ${
          issue.path.length ? issue.message : 'send a JSON object'
        }`;
      })
      .join('\n'),
  );
}
