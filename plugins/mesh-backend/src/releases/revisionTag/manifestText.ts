import { RevisionTagObject } from '@meshport/istio';
import { stringify } from 'yaml';

/** YAML as people read it: what is the same is written again. */
export function manifestText(object: RevisionTagObject): string {
  return stringify(object, { aliasDuplicateObjects: false });
}
