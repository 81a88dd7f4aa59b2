import type { KubernetesObject } from '../../resources';

/**
 * What a virtual machine's bundle is made from. The names of the options are
 * those of `istioctl x workload entry configure`.
 *
 * @public
 */
export interface VmBundleInput {
  /** The WorkloadGroup; `apiVersion` and `kind` are not looked at. */
  group: Pick<KubernetesObject, 'metadata' | 'spec'>;
  /** Key `mesh` of the control plane's ConfigMap `istio[-REVISION]`. */
  meshConfig: string;
  /** Key `root-cert.pem` of ConfigMap `istio-ca-root-cert` in the group's namespace. */
  rootCert: string;
  /** A token of the group's service account with the mesh's audience. */
  token: string;
  /** Where the control plane runs. Default: `istio-system`. */
  istioNamespace?: string;
  /** The control plane's revision, never a tag. Default: none. */
  revision?: string;
  clusterID: string;
  /** Address at which the machine reaches istiod. */
  ingressIP?: string;
  /** The machine's address in the mesh; not together with `externalIP`. */
  internalIP?: string;
  /** The machine's address behind a NAT; not together with `internalIP`. */
  externalIP?: string;
  /** Default: true. */
  captureDNS?: boolean;
  /** Lets istiod make the WorkloadEntry. Default: false. */
  autoRegister?: boolean;
  /**
   * Name of a WorkloadEntry that was made by hand, so that istiod marks it
   * connected; not together with `autoRegister`. istioctl has no such option.
   */
  workloadEntry?: string;
  /**
   * Identity of this one machine, in the place of the group's; not together with
   * `autoRegister`. istioctl has no such option.
   */
  serviceAccount?: string;
  /**
   * Of the group's ports those that iptables does not lead to the proxy.
   * istioctl has no such option.
   */
  uncapturedPorts?: readonly number[];
  /** Writes an empty hosts file, as istioctl does, if there is no `ingressIP`. */
  allowEmptyHosts?: boolean;
}

/**
 * A bundle: what goes onto the machine, by name of file.
 *
 * @public
 */
export interface VmBundle {
  files: Record<VmBundleFile, string>;
  /** What the one who asked should know, as sentences. */
  warnings: string[];
}

/**
 * The files of a bundle.
 *
 * @public
 */
export const VM_BUNDLE_FILES = [
  'cluster.env',
  'mesh.yaml',
  'root-cert.pem',
  'istio-token',
  'hosts',
] as const;

/**
 * Name of a file of a bundle.
 *
 * @public
 */
export type VmBundleFile = (typeof VM_BUNDLE_FILES)[number];

/**
 * An input that no bundle can be made from. Its name is that of Backstage's
 * error for bad requests.
 *
 * @public
 */
export class VmBundleInputError extends Error {
  override readonly name = 'InputError';

  constructor(
    /** Field of {@link VmBundleInput}, or a path inside. */
    readonly field: string,
    mend: string,
  ) {
    super(`${field}: ${mend}`);
  }
}
