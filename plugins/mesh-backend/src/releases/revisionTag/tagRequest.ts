import { InputError } from '@backstage/errors';
import { RevisionTagRequest } from '@meshport/backstage-plugin-mesh-common';
import { isDnsLabel, isRevisionTagName } from '@meshport/istio';

const FIELDS = ['cluster', 'tag', 'revision', 'from'];

/**
 * Reads what is asked of a tag.
 *
 * @throws `InputError` with a line for each wrong field
 */
export function readTagRequest(input: unknown): RevisionTagRequest {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw new InputError(`body: give an object with ${FIELDS.join(', ')}`);
  }
  const { cluster, tag, revision, from } = input as Record<string, unknown>;
  const problems = [
    ...Object.keys(input)
      .filter(key => !FIELDS.includes(key))
      .map(
        key =>
          `${key.slice(0, 60)}: there is no such field; use ${FIELDS.join(
            ', ',
          )}`,
      ),
    ...(typeof cluster === 'string' && cluster !== ''
      ? []
      : ['cluster: name one cluster']),
    ...(typeof tag === 'string' && isRevisionTagName(tag)
      ? []
      : [
          'tag: give a name of at most 43 lower-case letters, digits and hyphens that begins and ends with a letter or digit',
        ]),
    ...(isRevisionName(revision)
      ? []
      : ['revision: name a revision of the cluster']),
    ...(from === undefined || from === null || isRevisionName(from)
      ? []
      : ['from: name the revision that the tag leads to now, or null']),
    ...(tag === revision && tag !== 'default'
      ? ['tag: is the name of the revision; a tag needs a name of its own']
      : []),
  ];
  if (problems.length > 0) {
    throw new InputError(problems.join('\n'));
  }
  return {
    cluster: cluster as string,
    tag: tag as string,
    revision: revision as string,
    ...(from === undefined ? {} : { from: from as string | null }),
  };
}

function isRevisionName(value: unknown): value is string {
  return typeof value === 'string' && value.length <= 63 && isDnsLabel(value);
}
