import { count, flag, list, oneOf, ref, shape, text } from './shapes';

const READING = oneOf('read', 'partial', 'pending', 'notReadable');

/** Revisions, tags, ambient and proxies, of a cluster and of an entity. */
export const revisions = {
  ProxyReading: shape({ state: READING, 'why?': text }),
  VersionCount: shape({ 'version?': text, count }),
  NamespaceFollowing: shape({
    namespace: text,
    mode: oneOf('sidecar', 'ambient', 'off', 'missing', 'none'),
    'label?': text,
    'revision?': text,
    'tag?': text,
    'wanted?': text,
    'contested?': list(text),
  }),
  ClusterRevision: shape({
    revision: text,
    isDefault: flag,
    tags: list(text),
    'controlPlane?': ref('ControlPlaneVersion'),
    'followers?': list(ref('NamespaceFollowing')),
    'withheldFollowers?': count,
    'problem?': text,
  }),
  MissingRevision: shape({
    'name?': text,
    namespaces: list(text),
    withheldNamespaces: count,
  }),
  ClusterAmbient: shape({
    namespaces: list(text),
    withheldNamespaces: count,
    ztunnels: list(ref('VersionCount')),
    ztunnelsNotReady: count,
    waypoints: list(
      shape({
        namespace: text,
        name: text,
        ready: flag,
        trafficFor: text,
        versions: list(ref('VersionCount')),
      }),
    ),
    withheldWaypoints: count,
  }),
  ClusterControlPlanes: shape({
    'revisions?': list(ref('ClusterRevision')),
    'missingRevisions?': list(ref('MissingRevision')),
    'ambient?': ref('ClusterAmbient'),
    'proxies?': shape({
      state: READING,
      'why?': text,
      versions: list(ref('VersionCount')),
    }),
  }),
  EntityAmbient: shape({
    captured: count,
    ztunnels: list(
      shape({ 'version?': text, count, 'skew?': oneOf('ahead', 'behind') }),
    ),
    'withoutZtunnel?': shape({ count, examples: list(text) }),
    waypoints: list(
      shape({
        'namespace?': text,
        'name?': text,
        'hidden?': flag,
        target: oneOf('service', 'workload'),
        count,
        examples: list(text),
        versions: list(ref('VersionCount')),
        'problem?': text,
      }),
    ),
  }),
};
