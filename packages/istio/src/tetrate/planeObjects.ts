import type { KubernetesObject } from '../resources';
import { DEFAULT_PLANE, TetratePlaneInput } from './TetratePlaneInput';

/** Tetrate's ControlPlane, which its installation makes; only fields are added to it. */
export const CONTROL_PLANE = {
  apiVersion: 'install.tetrate.io/v1alpha1',
  kind: 'ControlPlane',
};

/** Where the ControlPlane of an input stands. */
export function planePlaceOf({
  name = DEFAULT_PLANE.name,
  namespace = DEFAULT_PLANE.namespace,
}: Pick<TetratePlaneInput, 'name' | 'namespace'>) {
  return { name, namespace };
}

function onboardingOf(input: TetratePlaneInput): Record<string, unknown> {
  const { uid, tokenLifetime, localRepository, issuers } = input;
  return {
    ...(uid ? { uid } : {}),
    endpoint: {
      hosts: input.hosts,
      secretName: input.certificate.secretName,
    },
    ...(tokenLifetime
      ? { tokenIssuer: { jwt: { expiration: tokenLifetime } } }
      : {}),
    // Its being there is what turns it on.
    ...(localRepository ? { localRepository: {} } : {}),
    ...(issuers?.length || input.deregistrationDelay
      ? {
          workloads: {
            ...(issuers?.length
              ? {
                  authentication: {
                    jwt: {
                      issuers: issuers.map(
                        ({ issuer, shortName, jwksUri, jwks, ...more }) => ({
                          issuer,
                          shortName,
                          ...(jwksUri ? { jwksUri } : {}),
                          ...(jwks ? { jwks } : {}),
                          ...(more.attributesPath
                            ? {
                                tokenFields: {
                                  attributes: {
                                    jsonPath: more.attributesPath,
                                  },
                                },
                              }
                            : {}),
                        }),
                      ),
                    },
                  },
                }
              : {}),
            ...(input.deregistrationDelay
              ? {
                  deregistration: {
                    propagationDelay: input.deregistrationDelay,
                  },
                }
              : {}),
          },
        }
      : {}),
  };
}

/**
 * The fields that turn onboarding on, and nothing else of the ControlPlane: for
 * a server-side apply or a merge patch, never for a replace.
 *
 * @public
 */
export function planePatchObject(input: TetratePlaneInput): KubernetesObject {
  return {
    ...CONTROL_PLANE,
    metadata: planePlaceOf(input),
    spec: {
      meshExpansion: {
        ...(input.customGateway ? { customGateway: input.customGateway } : {}),
        onboarding: onboardingOf(input),
      },
    },
  };
}

function certificateObject(
  input: TetratePlaneInput,
): KubernetesObject | undefined {
  const { secretName, issuer, duration, renewBefore } = input.certificate;
  if (!issuer) {
    return undefined;
  }
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: {
      name: secretName,
      namespace: planePlaceOf(input).namespace,
      labels: { 'app.kubernetes.io/managed-by': 'meshport' },
    },
    spec: {
      secretName,
      dnsNames: input.hosts,
      duration: duration ?? '2160h',
      renewBefore: renewBefore ?? '360h',
      usages: ['server auth', 'digital signature', 'key encipherment'],
      privateKey: { rotationPolicy: 'Always' },
      issuerRef: { group: 'cert-manager.io', ...issuer },
    },
  };
}

/**
 * What turns onboarding on, in the order in which it is to be applied: the
 * certificate first, so that the plane finds its Secret.
 *
 * @param input - as `readTetratePlane` returned it.
 * @public
 */
export function renderTetratePlane(
  input: TetratePlaneInput,
): KubernetesObject[] {
  const certificate = certificateObject(input);
  return [...(certificate ? [certificate] : []), planePatchObject(input)];
}

/**
 * The line that does the same by hand; the patch is merged into what is there.
 *
 * @public
 */
export function planePatchLine(input: TetratePlaneInput): string {
  const { name, namespace } = planePlaceOf(input);
  const { spec } = planePatchObject(input);
  const patch = JSON.stringify({ spec }).replace(/'/g, `'\\''`);
  return `kubectl -n ${namespace} patch controlplanes.install.tetrate.io ${name} --type merge -p '${patch}'`;
}
