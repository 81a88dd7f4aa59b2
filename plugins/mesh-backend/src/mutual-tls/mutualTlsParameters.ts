import { JsonObject } from '@backstage/types';
import { z } from 'zod';
import { readBody } from '../manifests/readBody';
import { label } from '../remote-clusters/remoteInput';

/** Name of the kind of request. */
export const MESH_MTLS_KIND = 'mesh-mtls';

/** One step: a namespace, or the whole mesh. */
export interface MutualTlsParameters {
  cluster: string;
  namespace?: string;
  wholeMesh?: true;
}

/** JSON Schema of the parameters. */
export const MESH_MTLS_SCHEMA: JsonObject = {
  type: 'object',
  required: ['cluster'],
  additionalProperties: false,
  properties: {
    cluster: {
      type: 'string',
      description: 'Name of the cluster of the control plane',
    },
    namespace: {
      type: 'string',
      description: 'Namespace that is to take encrypted calls only',
    },
    wholeMesh: {
      type: 'boolean',
      const: true,
      description: 'The last step: the whole mesh',
    },
  },
};

const step = z
  .strictObject({
    cluster: label('a cluster'),
    namespace: label('a namespace').optional(),
    wholeMesh: z.literal(true, { error: 'is true, or left out' }).optional(),
  })
  .refine(
    ({ namespace, wholeMesh }) =>
      (namespace === undefined) !== (wholeMesh === undefined),
    {
      path: ['namespace'],
      error: 'name a namespace, or ask for the whole mesh (wholeMesh: true)',
    },
  );

/** Reads the parameters; throws `InputError` with one line for each wrong field. */
export function readMutualTlsParameters(value: unknown): MutualTlsParameters {
  return readBody(step, value);
}

const planRequest = z.strictObject({
  cluster: label('a cluster'),
  namespaces: z
    .array(label('a namespace'), { error: 'name namespaces as a list' })
    .min(1, { error: 'name at least one namespace, or leave it out' })
    .max(1000, { error: 'name at most 1,000 namespaces' })
    .optional(),
});

/** Body of `POST /mutual-tls/plan`; throws `InputError` that names the fields. */
export function readMutualTlsPlanRequest(body: unknown) {
  return readBody(planRequest, body);
}
