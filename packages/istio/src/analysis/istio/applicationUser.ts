import { Analyzer, Report } from '../engine/Analyzer';
import { Resource } from '../snapshot/Resource';
import { YamlPath } from '../types';
import { mendOf } from './mends';
import { isControlPlane } from './inMesh';

/** The user that the proxy runs as, whose traffic is not caught. */
const PROXY_USER = 1337;
const PROXIES = new Set(['istio-proxy', 'istio-operator']);

/** Pods cannot be changed; what makes them can. */
function userOfImage(resource: Resource, path: YamlPath) {
  return resource.kind === 'Pod'
    ? undefined
    : mendOf(resource, 'Run as the user of the image', {
        remove: [...path, 'securityContext', 'runAsUser'],
      });
}

function check(
  resource: Resource,
  pod: any,
  base: YamlPath,
  report: Report,
): void {
  const at = (path: YamlPath) =>
    report('IST0144', resource, {
      mend: userOfImage(resource, [...base, ...path]),
      path: [...base, ...path, 'securityContext', 'runAsUser'],
      oncePerObject: true,
    });
  if (pod.securityContext?.runAsUser === PROXY_USER) {
    at([]);
  }
  (pod.containers ?? []).forEach((container: any, i: number) => {
    const { name, securityContext } = container;
    if (!PROXIES.has(name) && securityContext?.runAsUser === PROXY_USER) {
      at(['containers', i]);
    }
  });
}

/** Applications that run as the proxy's user. */
export const applicationUserAnalyzer: Analyzer = {
  name: 'deployment.ApplicationUIDAnalyzer',
  description: 'Looks for applications that run as user 1337.',
  codes: ['IST0144'],
  reads: ['Pod', 'Deployment'],
  analyze(view, report) {
    view
      .all('Pod')
      .filter(pod => !isControlPlane(pod))
      .forEach(pod => check(pod, pod.spec, ['spec'], report));
    view
      .all('Deployment')
      .filter(one => !isControlPlane(one))
      .forEach(one =>
        check(
          one,
          one.spec.template?.spec ?? {},
          ['spec', 'template', 'spec'],
          report,
        ),
      );
  },
};
