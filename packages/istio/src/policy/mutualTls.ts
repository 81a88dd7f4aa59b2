import { KubernetesObject, referenceTo } from '../resources';
import { byAge, DEFAULT_ROOT_NAMESPACE, isSubset } from './selection';
import type { MutualTlsVerdict } from './types';

type Mode = 'STRICT' | 'PERMISSIVE' | 'DISABLE';

function modeOf(mtls: { mode?: string } | undefined): Mode | undefined {
  const mode = mtls?.mode;
  return mode === 'STRICT' || mode === 'PERMISSIVE' || mode === 'DISABLE'
    ? mode
    : undefined;
}

function selectorOf(policy: KubernetesObject): Record<string, string> {
  return policy.spec?.selector?.matchLabels ?? {};
}

/**
 * The mTLS modes in force on a workload's ports: first the one for all ports,
 * then those of single ports.
 *
 * The rules are those of Istio's ComposePeerAuthentication
 * (pilot/pkg/security/authn): port before workload before namespace before
 * mesh, PERMISSIVE where nothing is set, UNSET inherits, of several the oldest
 * counts, ports only of a policy with a selector, and a policy with a selector
 * in the root namespace counts nowhere. They hold for sidecars and the ambient
 * mesh; gateways do not read PeerAuthentication.
 *
 * @public
 */
export function effectiveMutualTls(
  policies: readonly KubernetesObject[],
  namespace: string,
  labels: Readonly<Record<string, string>>,
  rootNamespace: string = DEFAULT_ROOT_NAMESPACE,
): MutualTlsVerdict[] {
  const oldest = policies
    .filter(({ metadata }) =>
      [namespace, rootNamespace].includes(metadata.namespace ?? ''),
    )
    .sort(byAge);
  const isGeneral = (policy: KubernetesObject) =>
    Object.keys(selectorOf(policy)).length === 0;
  const inNamespace = (policy: KubernetesObject) =>
    policy.metadata.namespace === namespace && namespace !== rootNamespace;

  const mesh = oldest.find(
    one => one.metadata.namespace === rootNamespace && isGeneral(one),
  );
  const general = oldest.find(one => inNamespace(one) && isGeneral(one));
  const workload = oldest.find(
    one =>
      inNamespace(one) && !isGeneral(one) && isSubset(selectorOf(one), labels),
  );

  let verdict: MutualTlsVerdict = { mode: 'PERMISSIVE', from: 'default' };
  const levels = [
    ['mesh', mesh],
    ['namespace', general],
    ['workload', workload],
  ] as const;
  for (const [from, policy] of levels) {
    const mode = modeOf(policy?.spec?.mtls);
    if (policy && mode) {
      verdict = { mode, from, decidedBy: referenceTo(policy) };
    }
  }
  const ports: Record<string, { mode?: string }> =
    workload?.spec?.portLevelMtls ?? {};
  return [
    verdict,
    ...Object.keys(ports)
      .map(Number)
      .sort((a, b) => a - b)
      .map((port): MutualTlsVerdict => {
        const mode = modeOf(ports[port]);
        return mode
          ? { port, mode, from: 'port', decidedBy: referenceTo(workload!) }
          : { ...verdict, port };
      }),
  ];
}
