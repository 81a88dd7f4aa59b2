/**
 * An issuer whose tokens machines may show.
 *
 * @public
 */
export interface OnboardingIssuer {
  /** Equals the claim `iss` exactly. */
  issuer: string;
  /** Part of the name of what is registered, e.g. `my-corp`. */
  shortName: string;
  /** Where its keys are; without both, OIDC discovery finds them. */
  jwksUri?: string;
  /** Its public keys, as JSON. */
  jwks?: string;
  /** Where in a token the attributes are, e.g. `.custom_attributes`. */
  attributesPath?: string;
}

/**
 * What gives the endpoint its certificate.
 *
 * @public
 */
export interface PlaneCertificate {
  /** Secret of type kubernetes.io/tls in the namespace of the control plane. */
  secretName: string;
  /** Has cert-manager keep it. */
  issuer?: { kind: 'Issuer' | 'ClusterIssuer'; name: string };
  /** Go duration; default `2160h`. */
  duration?: string;
  /** Go duration; default `360h`. */
  renewBefore?: string;
}

/**
 * The onboarding section of Tetrate's ControlPlane
 * (`install.tetrate.io/v1alpha1`, `spec.meshExpansion.onboarding`).
 *
 * @public
 */
export interface TetratePlaneInput {
  /** Name of the ControlPlane. Default `controlplane`. */
  name?: string;
  /** Default `istio-system`. */
  namespace?: string;
  /** DNS names of the endpoint. */
  hosts: string[];
  certificate: PlaneCertificate;
  /** What the audience of a credential must be. Default: a UUID that Tetrate makes. */
  uid?: string;
  /** How long an onboarding token lives, a Go duration. Default `1h`. */
  tokenLifetime?: string;
  /** Whether the plane serves DEB and RPM packages. Default false. */
  localRepository?: boolean;
  issuers?: OnboardingIssuer[];
  /** How long a leaving machine is still known, a Go duration below 15 s. Default `10s`. */
  deregistrationDelay?: string;
  /** Only where machines do not reach `vmgateway` directly. */
  customGateway?: { host: string; port: number };
}

/** Where a ControlPlane stands. */
export const DEFAULT_PLANE = {
  name: 'controlplane',
  namespace: 'istio-system',
};

/** Names of what the onboarding plane runs, in the namespace of the control plane. */
export const PLANE_WORKLOADS = {
  plane: 'onboarding-plane',
  repository: 'onboarding-repository',
  gateway: 'vmgateway',
};
