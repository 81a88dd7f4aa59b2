import { InputError } from '@backstage/errors';
import { CheckFindingsRequest } from '@meshport/backstage-plugin-mesh-common';
import {
  ANALYSIS_KINDS,
  analysisKindOf,
  KubernetesObject,
  ReadManifest,
} from '@meshport/istio';
import { z } from 'zod';
import { Turns } from '../clusters/Turns';
import { isDnsLabel } from '../manifests/objects';
import { readTexts } from './manifestTexts';

/** Most objects in one check. */
const MOST_OBJECTS = 200;
const MOST_FILES = 200;
const MOST_DEPTH = 64;

const schema = z
  .strictObject({
    cluster: z.string({ error: 'name a cluster as text' }).min(1).max(253),
    namespace: z
      .string({ error: 'name a namespace as text' })
      .refine(isDnsLabel, {
        error:
          'is no name for a namespace; use lower-case letters, digits and -, at most 63 characters',
      })
      .optional(),
    manifests: z
      .string({ error: 'give the YAML documents as text' })
      .optional(),
    files: z
      .array(
        z.strictObject({
          name: z.string().min(1).max(500),
          text: z.string(),
        }),
        { error: 'give a list of files with name and text' },
      )
      .max(MOST_FILES, { error: `give at most ${MOST_FILES} files` })
      .optional(),
    objects: z
      .array(z.record(z.string(), z.unknown()), {
        error: 'give a list of objects',
      })
      .max(MOST_OBJECTS, { error: `give at most ${MOST_OBJECTS} objects` })
      .optional(),
  })
  .refine(
    ({ manifests, files, objects }) =>
      [manifests, files, objects].filter(one => one !== undefined).length === 1,
    { error: 'give one of manifests, files and objects' },
  );

/** Body of `POST /findings/check`; throws `InputError` that names the fields. */
export function readCheckRequest(body: unknown): CheckFindingsRequest {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(({ path, message }) => `${path.join('.') || 'body'}: ${message}`)
      .join('\n'),
  );
}

/**
 * The manifests of a check, one text at a time, so that others are answered in
 * between.
 *
 * @throws `InputError` with the place of everything that cannot be read
 */
export async function manifestsOf(
  { manifests, files, objects, namespace }: CheckFindingsRequest,
  turns: Turns,
): Promise<ReadManifest[]> {
  const found = objects
    ? objects.map((object, i) => manifestOf(object, i))
    : await readTexts(
        files ?? [{ name: 'manifests', text: manifests! }],
        turns,
      );
  if (found.length === 0) {
    throw new InputError(
      'manifests: there is no object in it; give at least one',
    );
  }
  if (found.length > MOST_OBJECTS) {
    throw new InputError(
      `manifests: ${found.length} objects are too many, at most ${MOST_OBJECTS}; check them in parts`,
    );
  }
  return found.map(one => named(one, namespace));
}

function manifestOf(
  content: Record<string, unknown>,
  index: number,
): ReadManifest {
  const file = `objects[${index}]`;
  const { apiVersion, kind, metadata } = content;
  if (
    typeof apiVersion !== 'string' ||
    typeof kind !== 'string' ||
    typeof metadata !== 'object' ||
    metadata === null
  ) {
    throw new InputError(`${file}: has no apiVersion, kind or metadata`);
  }
  if (isTooDeep(content)) {
    throw new InputError(
      `${file}: is nested more than ${MOST_DEPTH} levels deep`,
    );
  }
  const known = analysisKindOf(apiVersion, kind);
  return {
    ...(known ? { kind: known } : {}),
    object: content as unknown as KubernetesObject,
    source: { file, line: 1, lineOf: () => undefined },
  };
}

/** Level by level: a text may be nested deeper than calls can be. */
function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MOST_DEPTH) {
      return true;
    }
    level = level
      .filter(one => typeof one === 'object' && one !== null)
      .flatMap(one => Object.values(one as object));
  }
  return false;
}

/** With the namespace that the check gives, and surely with names. */
function named(
  manifest: ReadManifest,
  namespace: string | undefined,
): ReadManifest {
  const { kind, object, source } = manifest;
  const { name, namespace: own } = object.metadata;
  const place = `${source.file}: line ${source.line}: ${object.kind}`;
  if (typeof name !== 'string' || name === '' || name.length > 253) {
    throw new InputError(`${place}: metadata.name: give a name`);
  }
  const isOfCluster =
    kind !== undefined && Boolean(ANALYSIS_KINDS[kind].clusterScoped);
  if (isOfCluster) {
    return manifest;
  }
  const within = own ?? namespace;
  if (kind !== undefined && within === undefined) {
    throw new InputError(
      `${place} ${name}: metadata.namespace: give it, or a namespace for all`,
    );
  }
  if (
    within !== undefined &&
    (typeof within !== 'string' || !isDnsLabel(within))
  ) {
    throw new InputError(
      `${place} ${name}: metadata.namespace: is no name for a namespace`,
    );
  }
  return within === undefined || own !== undefined
    ? manifest
    : {
        ...manifest,
        object: withNamespace(manifest, within),
      };
}

function withNamespace({ object }: ReadManifest, namespace: string) {
  return { ...object, metadata: { ...object.metadata, namespace } };
}
