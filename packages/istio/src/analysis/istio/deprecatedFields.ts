import { Analyzer } from '../engine/Analyzer';
import { mendOf } from './mends';

const REMOVED_GROUP = 'rbac.istio.io';
const REMOVED_KINDS = [
  'ClusterRbacConfig',
  'RbacConfig',
  'ServiceRole',
  'ServiceRoleBinding',
];

/** Fields and kinds that Istio is about to forget, or has forgotten. */
export const deprecatedFieldsAnalyzer: Analyzer = {
  name: 'deprecation.FieldAnalyzer',
  description: 'Looks for fields and kinds that are deprecated or removed.',
  codes: ['IST0002'],
  reads: ['VirtualService', 'Sidecar', 'CustomResourceDefinition'],
  analyze(view, report) {
    for (const service of view.all('VirtualService')) {
      (service.spec.http ?? []).forEach((rule: any, i: number) => {
        if (rule.fault?.delay?.percent > 0) {
          report('IST0002', service, {
            args: [
              'HTTPRoute.fault.delay.percent is deprecated; use HTTPRoute.fault.delay.percentage',
            ],
            path: ['spec', 'http', i, 'fault', 'delay', 'percent'],
            oncePerObject: true,
            mend: mendOf(
              service,
              'Write percentage in the place of percent',
              {
                set: ['spec', 'http', i, 'fault', 'delay', 'percentage'],
                to: { value: rule.fault.delay.percent },
              },
              { remove: ['spec', 'http', i, 'fault', 'delay', 'percent'] },
            ),
          });
        }
      });
    }
    for (const sidecar of view.all('Sidecar')) {
      if (sidecar.spec.outboundTrafficPolicy?.egressProxy) {
        const path = ['spec', 'outboundTrafficPolicy', 'egressProxy'];
        report('IST0002', sidecar, {
          args: ['OutboundTrafficPolicy.EgressProxy ignored'],
          path,
          oncePerObject: true,
          mend: mendOf(sidecar, 'Remove egressProxy', { remove: path }),
        });
      }
    }
    for (const crd of view.all('CustomResourceDefinition')) {
      const { group, names } = crd.spec;
      if (group === REMOVED_GROUP && REMOVED_KINDS.includes(names?.kind)) {
        report('IST0002', crd, {
          args: [`Custom resource type ${group} ${names.kind} is removed`],
        });
      }
    }
  },
};
