import { problems } from './problems';
import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const counts = (...names: string[]) =>
  shape(Object.fromEntries(names.map(name => [name, count])));
const severity = oneOf('error', 'warning', 'info');

/** What the route of the whole fleet answers. */
export const fleetSchemas = {
  FleetRevision: shape({
    revision: text,
    isDefault: flag,
    tags: list(text),
    'version?': text,
    'source?': oneOf('istiod', 'image', 'label'),
    'support?': ref('VersionSupport'),
    'namespaces?': count,
    'problem?': text,
  }),
  FleetCluster: shape({
    name: text,
    'title?': text,
    'istioClusterId?': text,
    'network?': text,
    'role?': oneOf('primary', 'remote'),
    'primary?': text,
    'kubernetesVersion?': text,
    'owner?': text,
    'links?': list(ref('ClusterLink')),
    'revisions?': list(ref('FleetRevision')),
    upgrade: shape({
      state: oneOf(
        'endOfLife',
        'ending',
        'patch',
        'current',
        'none',
        'unknown',
      ),
      'version?': text,
      'endOfLife?': text,
      'newerPatch?': text,
      'securityPatch?': flag,
    }),
    'proxies?': shape({ total: count, old: count, 'why?': text }),
    'machines?': shape({
      total: count,
      byHealth: counts('healthy', 'unhealthy', 'disconnected', 'unknown'),
    }),
    'findings?': counts('error', 'warning', 'info'),
    'certificates?': shape({
      source: oneOf('plugged', 'selfSigned', 'primary', 'none', 'unknown'),
      'primary?': text,
      'ends?': time,
    }),
    'remoteLinks?': counts('total', 'broken'),
  }),
  FleetNeed: shape({
    severity,
    code: text,
    message: text,
    'mend?': text,
    clusters: list(text),
    to: shape({
      page: oneOf(
        'certificates',
        'cluster',
        'findings',
        'remoteLink',
        'requests',
        'upgrades',
        'virtualMachines',
      ),
      'cluster?': text,
      'remote?': text,
    }),
  }),
  FleetLink: shape({
    primary: text,
    'remote?': text,
    clusterId: text,
    sync: oneOf('synced', 'syncing', 'timeout', 'closed', 'absent', 'unknown'),
    'alarm?': severity,
  }),
  FleetOverview: shape({
    items: list(ref('FleetCluster')),
    clusters: list(ref('ClusterFreshness')),
    withheld: list(ref('WithheldNamespace')),
    'withheldClusters?': flag,
    'failingSources?': list(ref('FailingClusterSource')),
    needs: list(ref('FleetNeed')),
    'topology?': shape({
      clusters: list(ref('RemoteTopologyCluster')),
      networks: list(shape({ name: text, clusters: list(text) })),
      links: list(ref('FleetLink')),
    }),
    missing: list(
      shape({
        part: oneOf(
          'certificates',
          'findings',
          'machines',
          'remoteLinks',
          'requests',
        ),
        state: oneOf('forbidden', 'pending', 'failed'),
        why: text,
      }),
    ),
  }),
};

/** The route of the whole fleet. */
export const fleetPaths = {
  '/fleet/overview': {
    get: {
      summary: 'What needs somebody, every cluster, and the topology',
      description:
        'Answered from memory, but for what istiods and Secrets tell, which is waited for no longer than a few seconds. What is not in it is told in `missing`.',
      responses: {
        200: {
          description: 'What the caller may see',
          content: { 'application/json': { schema: ref('FleetOverview') } },
        },
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(400, 401, 403),
      },
    },
  },
};
