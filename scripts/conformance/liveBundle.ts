import { readFileSync } from 'node:fs';
import {
  fromGoYaml,
  renderVmBundle,
  revisioned,
  VmBundle,
  VmBundleInput,
} from '@meshport/istio';
import { LiveCluster } from './liveCluster';
import { toPlainData } from './plainData';
import { UsageError } from './UsageError';

/** What `vm-bundle` is asked to fetch; named as istioctl's flags. */
export interface LiveBundleOptions {
  kubeconfig: string;
  context?: string;
  /** NAMESPACE/NAME of a group in the cluster; or else `file`. */
  group?: string;
  /** A file with the group. */
  file?: string;
  istioNamespace: string;
  revision: string;
  /** Undefined to take it from the injector's values. */
  clusterID?: string;
  ingressIP?: string;
  ingressService: string;
  internalIP?: string;
  externalIP?: string;
  captureDNS: boolean;
  autoRegister: boolean;
  /** Seconds. */
  tokenDuration: number;
  /** What istioctl has no flags for. */
  own?: Pick<
    VmBundleInput,
    'allowEmptyHosts' | 'serviceAccount' | 'workloadEntry'
  >;
}

/**
 * The revision meant. A control plane of the name itself is taken before a tag
 * of that name, as istioctl does; without a name it is that of the default tag.
 */
async function revisionOf(
  cluster: LiveCluster,
  { revision, istioNamespace }: LiveBundleOptions,
): Promise<string> {
  const isThere =
    revision !== '' &&
    (await cluster.hasConfigMap(istioNamespace, revisioned('istio', revision)));
  if (isThere) {
    return revision;
  }
  const tag = revision || 'default';
  return (await cluster.revisionOfTag(tag, istioNamespace)) || tag;
}

async function clusterIdOf(
  cluster: LiveCluster,
  istioNamespace: string,
  revision: string,
): Promise<string> {
  const values = await cluster.configMapKey(
    istioNamespace,
    revisioned('istio-sidecar-injector', revision),
    'values',
  );
  let parsed: any;
  try {
    parsed = JSON.parse(values ?? '');
  } catch {
    throw new UsageError(
      'The values of the injector are no JSON, so that the cluster ID cannot be read from them. Give --clusterID.',
    );
  }
  const name = parsed?.global?.multiCluster?.clusterName;
  return typeof name === 'string' ? name : '';
}

async function ingressOf(
  cluster: LiveCluster,
  options: LiveBundleOptions,
): Promise<string | undefined> {
  if (options.ingressIP) {
    return options.ingressIP;
  }
  const parts = options.ingressService.split('.');
  const [name, namespace] =
    parts.length === 2 ? parts : [options.ingressService];
  try {
    return await cluster.serviceAddress(
      namespace ?? options.istioNamespace,
      name,
    );
  } catch (error) {
    if (error instanceof UsageError && options.own?.allowEmptyHosts) {
      return undefined;
    }
    throw error;
  }
}

/** The group of a file, as istioctl takes it: of any kind, the first document. */
function groupOfFile(file: string): VmBundleInput['group'] {
  const group = toPlainData(fromGoYaml(readFileSync(file, 'utf8')));
  if (typeof group !== 'object' || group === null || Array.isArray(group)) {
    throw new UsageError(`${file} is no WorkloadGroup.`);
  }
  return group as VmBundleInput['group'];
}

async function groupOf(
  cluster: LiveCluster,
  { group, file }: LiveBundleOptions,
): Promise<VmBundleInput['group']> {
  if (file !== undefined) {
    return groupOfFile(file);
  }
  const [namespace, name, ...more] = group?.split('/') ?? [];
  if (!name || more.length > 0) {
    throw new UsageError('--group is NAMESPACE/NAME.');
  }
  return cluster.workloadGroup(namespace, name) as Promise<
    VmBundleInput['group']
  >;
}

/** Makes a bundle from a live cluster, reading what istioctl reads. */
export async function liveBundle(
  options: LiveBundleOptions,
): Promise<VmBundle> {
  const cluster = new LiveCluster(options.kubeconfig, options.context);
  const { istioNamespace, own } = options;
  const revision = await revisionOf(cluster, options);
  const group = await groupOf(cluster, options);
  const { namespace = '' } = group.metadata ?? {};
  const configMap = revisioned('istio', revision);
  const read = {
    group,
    revision,
    istioNamespace,
    meshConfig:
      (await cluster.configMapKey(istioNamespace, configMap, 'mesh')) ?? '',
    rootCert:
      (await cluster.configMapKey(
        namespace,
        'istio-ca-root-cert',
        'root-cert.pem',
      )) ?? '',
    clusterID:
      options.clusterID ??
      (await clusterIdOf(cluster, istioNamespace, revision)),
    ingressIP: await ingressOf(cluster, options),
    internalIP: options.internalIP,
    externalIP: options.externalIP,
    captureDNS: options.captureDNS,
    autoRegister: options.autoRegister,
    ...own,
  };
  renderVmBundle({ ...read, token: '' });
  // Only an input that makes a bundle is worth a token.
  const { serviceAccount } = (group.spec?.template ?? {}) as {
    serviceAccount?: string;
  };
  const token = await cluster.token(
    namespace,
    own?.serviceAccount ?? (serviceAccount || 'default'),
    options.tokenDuration,
  );
  return renderVmBundle({ ...read, token });
}
