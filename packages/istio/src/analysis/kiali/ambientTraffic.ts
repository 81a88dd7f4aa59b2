import { Analyzer } from '../engine/Analyzer';
import { AnalysisKind } from '../snapshot/kinds';
import { Resource } from '../snapshot/Resource';
import { YamlPath } from '../types';
import {
  isAmbient,
  isEnrolled,
  serviceBehind,
  waypointOfNamespace,
} from './ambient';

interface Codes {
  withoutWaypoint: string;
  unenrolled: string;
  elsewhere: string;
}

const CODES: Partial<Record<AnalysisKind, Codes>> = {
  DestinationRule: {
    withoutWaypoint: 'KIA0210',
    unenrolled: 'KIA0211',
    elsewhere: 'KIA0212',
  },
  VirtualService: {
    withoutWaypoint: 'KIA1109',
    unenrolled: 'KIA1113',
    elsewhere: 'KIA1114',
  },
};

/** The hosts that an object is about; none when it is not about HTTP. */
function hostsOf({ kind, spec }: Resource): [string, YamlPath][] {
  if (kind === 'DestinationRule') {
    return [[spec.host ?? '', ['spec', 'host']]];
  }
  const isForGateways =
    (spec.gateways ?? []).length > 0 && !spec.gateways.includes('mesh');
  return isForGateways || (spec.http ?? []).length === 0
    ? []
    : (spec.hosts ?? []).map((host: string, i: number) => [
        host,
        ['spec', 'hosts', i],
      ]);
}

/** Traffic rules that only a waypoint reads, where there is none. */
export const ambientTrafficAnalyzer: Analyzer = {
  name: 'kiali.AmbientTraffic',
  description:
    'Looks for routes and DestinationRules of ambient services that reach no waypoint.',
  codes: Object.values(CODES).flatMap(one => Object.values(one)),
  reads: ['Namespace', 'Service', 'DestinationRule', 'VirtualService'],
  analyze(view, report) {
    for (const [kind, codes] of Object.entries(CODES)) {
      for (const resource of view.all(kind as AnalysisKind)) {
        for (const [host, path] of hostsOf(resource)) {
          const service = serviceBehind(view, resource.namespace, host);
          if (!service || !isAmbient(view, service.namespace)) {
            continue;
          }
          const { fullName, namespace } = service;
          if (!isEnrolled(view, service)) {
            const hasOne = waypointOfNamespace(view, namespace) !== undefined;
            const code = hasOne ? codes.unenrolled : codes.withoutWaypoint;
            report(code, resource, {
              args: [hasOne ? fullName : namespace],
              path,
            });
          } else if (namespace !== resource.namespace) {
            report(codes.elsewhere, resource, { args: [fullName], path });
          }
        }
      }
    }
  },
};
