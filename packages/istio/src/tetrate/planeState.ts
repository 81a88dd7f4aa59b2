import type { KubernetesObject } from '../resources';

/**
 * The onboarding section of a ControlPlane as it is.
 *
 * @public
 */
export interface PlaneState {
  name: string;
  namespace: string;
  /** Whether onboarding is on. */
  enabled: boolean;
  hosts: string[];
  secretName?: string;
  uid?: string;
  tokenLifetime?: string;
  localRepository: boolean;
  issuers: { issuer: string; shortName?: string }[];
  customGateway?: { host: string; port: number };
}

/** Reads what a ControlPlane says of onboarding. */
export function planeStateOf({ metadata, spec }: KubernetesObject): PlaneState {
  const { onboarding, customGateway } = spec?.meshExpansion ?? {};
  const issuers: any[] =
    onboarding?.workloads?.authentication?.jwt?.issuers ?? [];
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    enabled: onboarding !== undefined && onboarding !== null,
    hosts: onboarding?.endpoint?.hosts ?? [],
    secretName: onboarding?.endpoint?.secretName,
    uid: onboarding?.uid,
    tokenLifetime: onboarding?.tokenIssuer?.jwt?.expiration,
    localRepository: Boolean(onboarding?.localRepository),
    issuers: issuers.map(({ issuer, shortName }) => ({ issuer, shortName })),
    customGateway,
  };
}

/**
 * A machine that the plane registered.
 *
 * @public
 */
export interface TetrateRegistration {
  namespace: string;
  name: string;
  group?: string;
  /** Who it is, in words. */
  identity: string;
  agentVersion?: string;
  sidecarRevision?: string;
  sidecarVersion?: string;
  addresses: string[];
  /** Whether its agent is connected; undefined when the plane does not say. */
  connected?: boolean;
  /** When that changed last, RFC 3339. */
  since?: string;
}

function identityOf({ aws, jwt }: any = {}): string {
  if (aws) {
    const place = aws.zone ?? aws.region ?? '';
    const what = aws.ec2
      ? `EC2 instance ${aws.ec2.instanceId ?? ''}`
      : `ECS task ${aws.ecs?.taskId ?? ''}`;
    return `${what.trim()} of account ${aws.account}${
      place ? ` in ${place}` : ''
    }`;
  }
  return jwt ? `${jwt.subject} of ${jwt.issuer}` : 'not known';
}

/** Reads a WorkloadAutoRegistration. */
export function registrationOf(object: KubernetesObject): TetrateRegistration {
  const { metadata, spec = {}, status = {} } = object;
  const { registration = {} } = spec;
  const condition = ((status.conditions ?? []) as any[]).find(
    ({ type }) => type === 'AgentConnected',
  );
  const known = condition?.status === 'True' || condition?.status === 'False';
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name,
    group: metadata.ownerReferences?.find(
      ({ kind }) => kind === 'WorkloadGroup',
    )?.name,
    identity: identityOf(spec.identity),
    agentVersion: registration.agent?.version,
    sidecarRevision: registration.sidecar?.istio?.revision,
    sidecarVersion: registration.sidecar?.istio?.version,
    addresses: ((registration.host?.addresses ?? []) as any[]).map(
      ({ ip }) => ip,
    ),
    ...(known ? { connected: condition.status === 'True' } : {}),
    since: condition?.lastTransitionTime,
  };
}
