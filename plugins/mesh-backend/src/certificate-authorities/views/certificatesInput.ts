import { InputError } from '@backstage/errors';
import {
  CaImportRequest,
  ChangeRootChange,
  RootChangeAction,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { isDnsLabel } from '../../manifests/objects';
import { readBody } from '../../manifests/readBody';

const change = z.strictObject({
  reason: z
    .string({ error: 'give the reason as text' })
    .trim()
    .max(1000, { error: 'give at most 1,000 characters' })
    .optional(),
});

const imported = z.strictObject({
  cluster: z.string({ error: 'name the cluster as text' }).refine(isDnsLabel, {
    error:
      'is no name for a cluster; use lower-case letters, digits and -, at most 63 characters',
  }),
  file: z
    .string({ error: 'give the file as text' })
    .max(65_536, { error: 'give at most 64 KiB' }),
});

/** Body of `POST /certificate-authorities/import`; throws `InputError` that names the field. */
export function readImport(body: unknown): CaImportRequest {
  return readBody(imported, body);
}

/** The cluster of a path; throws `InputError`. */
export function readClusterName({ cluster }: Record<string, string>): string {
  if (!isDnsLabel(cluster)) {
    throw new InputError(
      'cluster: is no name for a cluster; use lower-case letters, digits and -, at most 63 characters',
    );
  }
  return cluster;
}

/** Body of a change of a root change; throws `InputError` that names the field. */
export function readRootChange(
  action: RootChangeAction,
  body: unknown,
): ChangeRootChange {
  const read = readBody(change, body ?? {});
  if (action === 'roll-back' && !read.reason) {
    throw new InputError('reason: say why the root is rolled back');
  }
  return read;
}
