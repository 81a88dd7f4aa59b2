import { parseEntityRef } from '@backstage/catalog-model';
import { InputError } from '@backstage/errors';

/** Full reference of the component, for links; undefined when none is given. */
export function componentRefOf(fields: {
  component?: string;
}): string | undefined {
  if (!fields.component) {
    return undefined;
  }
  const { kind, namespace, name } = parseRef('component', fields.component);
  return `${kind}:${namespace}/${name}`.toLocaleLowerCase('en-US');
}

/** Name in a reference; throws `InputError` that names the field. */
export function nameOf(field: 'component' | 'owner', ref: string): string {
  return parseRef(field, ref).name;
}

function parseRef(field: 'component' | 'owner', ref: string) {
  try {
    return parseEntityRef(ref, {
      defaultKind: field === 'owner' ? 'group' : 'component',
      defaultNamespace: 'default',
    });
  } catch {
    throw new InputError(
      `${field}: give an entity reference or a name, e.g. ${
        field === 'owner' ? 'group:default/team-a' : 'component:default/ratings'
      }`,
    );
  }
}
