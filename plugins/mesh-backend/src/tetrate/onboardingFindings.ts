import { RequestFinding } from '@meshport/backstage-plugin-mesh-common';
import {
  breadthOf,
  onboardingPolicyObject,
  PlaneState,
  TetrateOnboardingInput,
  TetrateRegistration,
  KubernetesObject,
  whoCouldJoin,
} from '@meshport/istio';

/** What the plane that machines are to use does not offer. */
export function planeFindings(
  { endpoint, rules }: TetrateOnboardingInput,
  planes: readonly PlaneState[] | undefined,
): RequestFinding[] {
  const on = planes?.filter(one => one.enabled) ?? [];
  if (!on.length) {
    return [
      {
        code: 'ONBOARDING_OFF',
        severity: 'error',
        message: planes
          ? 'No ControlPlane of this cluster has onboarding turned on, so no machine can join.'
          : "This cluster does not have Tetrate's control plane, so no machine can join this way.",
        mend: planes
          ? 'Ask for it first: request of kind tetrate-onboarding-plane.'
          : "Choose another cluster, or Istio's own way (vm-onboarding).",
      },
    ];
  }
  const findings: RequestFinding[] = [];
  const hosts = on.flatMap(one => [
    ...one.hosts,
    ...(one.customGateway ? [one.customGateway.host] : []),
  ]);
  if (!hosts.includes(endpoint.host)) {
    findings.push({
      code: 'ENDPOINT_UNKNOWN',
      severity: 'error',
      message: `${
        endpoint.host
      } is no endpoint of this cluster: it has ${hosts.join(', ')}.`,
      mend: 'Name one of these.',
    });
  }
  const trusted = on.flatMap(one => one.issuers.map(({ issuer }) => issuer));
  const wanted = rules.flatMap(rule =>
    rule.workloads.flatMap(({ jwt }) => jwt?.issuer ?? []),
  );
  for (const issuer of new Set(wanted)) {
    if (!trusted.includes(issuer)) {
      findings.push({
        code: 'ISSUER_UNKNOWN',
        severity: 'error',
        message: `The plane does not take tokens of ${issuer}, so the rule lets nobody in.`,
        mend: trusted.length
          ? `It takes those of ${trusted.join(
              ', ',
            )}; the name has to be equal to the last character. Or have the issuer added to the plane.`
          : 'Have the issuer added to the plane (tetrate-onboarding-plane).',
      });
    }
  }
  return findings;
}

/** Whom the rules let in that they do not name. */
export function breadthFindings({
  rules,
}: TetrateOnboardingInput): RequestFinding[] {
  return breadthOf(rules).map(({ field, message, mend }) => ({
    code: 'JOIN_BROAD',
    severity: 'warning',
    message: `${field}: ${message}`,
    mend,
  }));
}

/** Who could join the group by policies that are there already. */
export function otherPolicyFindings(
  input: TetrateOnboardingInput,
  policies: readonly KubernetesObject[],
  group: KubernetesObject,
): RequestFinding[] {
  const own = onboardingPolicyObject(input).metadata.name;
  return whoCouldJoin(
    policies.filter(one => one.metadata.name !== own),
    [group],
  )
    .filter(one => one.groups.length)
    .map(({ policy, who, broad }) => ({
      code: 'JOIN_BY_OTHER_POLICY',
      severity: broad ? 'warning' : 'info',
      message: `Policy ${policy.name} in ${policy.namespace} lets others join this group, too: ${who}.`,
      ...(broad ? { mend: broad.mend } : {}),
    }));
}

/** What is to be known of the machines themselves. */
export function machineFindings(
  { machines, rules }: TetrateOnboardingInput,
  registered: readonly TetrateRegistration[],
): RequestFinding[] {
  const findings: RequestFinding[] = [];
  const own = registered.filter(one => one.group === machines.name);
  if (own.length) {
    findings.push({
      code: 'MACHINES_KEEP_OLD',
      severity: 'info',
      message: `${own.length} ${
        own.length === 1 ? 'machine has' : 'machines have'
      } joined already and keep what they were given then: a change of the group reaches later ones only.`,
      mend: 'Delete the WorkloadAutoRegistration of a machine to have it join anew.',
    });
  }
  if (rules.some(rule => rule.workloads.some(({ jwt }) => jwt))) {
    findings.push({
      code: 'ONE_SUBJECT_EACH',
      severity: 'info',
      message:
        'The name of a machine in the mesh is made of the subject of its token: two machines with one subject take each other out.',
      mend: 'Give every machine a subject of its own.',
    });
  }
  const low = [
    ...machines.ports.map(({ number, targetPort = number }) => targetPort),
    ...(machines.withoutCapture?.dependencies ?? []).map(({ port }) => port),
  ].filter(port => port < 1024);
  if (low.length) {
    findings.push({
      code: 'LOW_PORTS',
      severity: 'info',
      message: `The sidecar listens on ${[...new Set(low)].join(
        ', ',
      )}, below 1024, and does not run as root: the script gives its program the right to (setcap). An upgrade of the package takes it away.`,
      mend: 'Run the script again after an upgrade, or use higher ports.',
    });
  }
  return findings;
}
