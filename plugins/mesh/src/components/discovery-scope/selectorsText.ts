import { DiscoverySelector } from '@meshport/backstage-plugin-mesh-common';
import { parse, stringify } from 'yaml';

/** Selectors as MeshConfig has them. */
export function selectorsText(selectors: readonly DiscoverySelector[]): string {
  return stringify(selectors).trimEnd();
}

/**
 * Reads what somebody wrote: a list, or a document with `discoverySelectors`.
 * What is in the list is for the backend to judge.
 *
 * @throws `Error` for a text that is no YAML, or no list
 */
export function readSelectors(text: string): DiscoverySelector[] {
  const content = parse(text) ?? [];
  const list = Array.isArray(content) ? content : content.discoverySelectors;
  if (!Array.isArray(list)) {
    throw new Error('write a list of label selectors');
  }
  return list;
}
