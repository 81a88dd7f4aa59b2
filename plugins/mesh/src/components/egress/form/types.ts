import {
  EgressPattern,
  EgressUpstreamProtocol,
} from '@meshport/backstage-plugin-mesh-common';

/** One host in the form, named as in `EgressGatewayInput`. */
export interface UpstreamValue {
  id?: string;
  host?: string;
  protocol?: EgressUpstreamProtocol;
  port?: number;
  clientPort?: number;
  gatewayPort?: number;
  tls?: {
    mode?: 'SIMPLE' | 'MUTUAL';
    sni?: string;
    credentialName?: string;
    subjectAltNames?: string[];
  };
  addresses?: string[];
  exposure?: ExposureValue;
}

/** Under which name an ingress gateway offers a host. */
export interface ExposureValue {
  host?: string;
  ingress?: {
    namespace: string;
    name?: string;
    selector?: Record<string, string>;
  };
  credentialName?: string;
  redirect?: boolean;
}

/** Who may use a gateway: either named callers or whole namespaces. */
export interface EgressAccess {
  callers?: { namespace: string; serviceAccounts?: string[] }[];
  clientNamespaces?: string[];
}

/** How a gateway runs; all of it has a default. */
export interface EgressOptions {
  revision?: string;
  replicas?: number;
  resources?: {
    requests?: { cpu?: string; memory?: string };
    limits?: { cpu?: string; memory?: string };
  };
  autoscaling?: {
    minReplicas?: number;
    maxReplicas: number;
    cpuPercent?: number;
  };
  disruptionBudget?: { minAvailable?: number; maxUnavailable?: number };
  readiness?: {
    host?: string;
    command?: string[];
    timeoutSeconds?: number;
    periodSeconds?: number;
  };
  authorization?: { provider: string };
  accessLog?: { provider?: string; errorsOnly?: boolean };
  networkPolicy?: boolean;
  strictMtls?: boolean;
}

/** Names one gateway. */
export interface GatewayChoice {
  cluster: string;
  namespace: string;
  name: string;
}

/** What the forms of both templates hold. */
export interface EgressFormData {
  cluster?: string;
  namespace?: string;
  name?: string;
  component?: string;
  owner?: string;
  pattern?: EgressPattern;
  upstreams?: UpstreamValue[];
  access?: EgressAccess;
  options?: EgressOptions;
  delivery?: 'apply' | 'request' | 'files';
  /** Of the template that adds a host. */
  gateway?: GatewayChoice;
  upstream?: UpstreamValue;
}
