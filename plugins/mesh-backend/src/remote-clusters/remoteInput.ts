import { InputError } from '@backstage/errors';
import { RemotePreflightRequest } from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { isDnsLabel } from '../manifests/objects';
import { readBody } from '../manifests/readBody';

/** A DNS-1123 label, told in words. */
export const label = (what: string) =>
  z.string({ error: `name ${what} as text` }).refine(isDnsLabel, {
    error: `is no name for ${what}; use lower-case letters, digits and -, at most 63 characters`,
  });

const seconds = { error: 'give whole seconds from 10 to 240' };

const preflightRequest = z.strictObject({
  clusters: z
    .array(label('a cluster'), { error: 'name clusters as a list' })
    .min(2, { error: 'name two clusters or more' })
    .max(50, { error: 'name at most 50 clusters' })
    .refine(names => new Set(names).size === names.length, {
      error: 'name each cluster once',
    })
    .optional(),
  probe: z
    .strictObject(
      {
        namespace: label('a namespace'),
        waitSeconds: z
          .int(seconds)
          .min(10, seconds)
          .max(240, seconds)
          .optional(),
      },
      { error: 'give the namespace of the probe' },
    )
    .optional(),
});

/** Body of `POST /remote-clusters/preflight`; throws `InputError` that names the fields. */
export function readPreflightRequest(body: unknown): RemotePreflightRequest {
  return readBody(preflightRequest, body);
}

/** The clusters of a path; throws `InputError` that names the part that is no name. */
export function readLinkRef(params: Record<string, string>): {
  primary: string;
  remote: string;
} {
  const { primary, remote } = params;
  if (!isDnsLabel(primary)) {
    throw new InputError(
      'primary: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters',
    );
  }
  // A cluster that is none of ours goes by Istio's ID, which may hold more.
  if (!/^[A-Za-z0-9]([\w.-]{0,252})$/.test(remote)) {
    throw new InputError(
      "remote: is no name for a cluster; use its name, or Istio's ID of it",
    );
  }
  return { primary, remote };
}
