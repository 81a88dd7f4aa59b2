import type { ResourceType, ResourceTypes } from '../kinds/resourceTypes';

const groupVersionOf = (group: string, version: string) =>
  group ? `${group}/${version}` : version;

function apiGroup(group: string, versions: string[]) {
  const listed = versions.map(version => ({
    groupVersion: groupVersionOf(group, version),
    version,
  }));
  return { name: group, versions: listed, preferredVersion: listed[0] };
}

function resourceRows(type: ResourceType) {
  const row = {
    name: type.plural,
    singularName: type.singular,
    namespaced: type.namespaced,
    kind: type.kind,
    verbs: type.verbs,
    ...(type.shortNames.length ? { shortNames: type.shortNames } : {}),
    ...(type.categories.length ? { categories: type.categories } : {}),
  };
  return [row, ...type.subresources.values()];
}

/**
 * Answers `/api`, `/apis`, `/apis/<group>` and the resource lists; undefined
 * for other paths.
 */
export function discovery(
  types: ResourceTypes,
  path: string,
  address: string,
): unknown {
  const parts = path.split('/').filter(Boolean);
  const groups = types.groups();
  if (parts[0] === 'api' && parts.length === 1) {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [
        { clientCIDR: '0.0.0.0/0', serverAddress: address },
      ],
    };
  }
  if (parts[0] === 'apis' && parts.length === 1) {
    return {
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: [...groups]
        .filter(([group]) => group)
        .map(([group, versions]) => apiGroup(group, versions)),
    };
  }
  if (parts[0] === 'apis' && parts.length === 2) {
    const versions = groups.get(parts[1]);
    return (
      versions && {
        kind: 'APIGroup',
        apiVersion: 'v1',
        ...apiGroup(parts[1], versions),
      }
    );
  }
  const groupVersion = parts.slice(1).join('/');
  const isCore = parts[0] === 'api';
  const served = types.all.filter(
    type => type.groupVersion === groupVersion && !type.group === isCore,
  );
  if (!served.length) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion,
    resources: served.flatMap(resourceRows),
  };
}
