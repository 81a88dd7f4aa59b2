import { renderVmBundle, revisioned, VmBundle } from '@meshport/istio';
import { LiveCluster } from './liveCluster';
import { UsageError } from './UsageError';

/** What `vm-bundle` is asked to fetch; named as istioctl's flags. */
export interface LiveBundleOptions {
  kubeconfig: string;
  context?: string;
  /** NAMESPACE/NAME. */
  group: string;
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
}

/** The revision meant: a tag's, or the default tag's if none is named. */
async function revisionOf(
  cluster: LiveCluster,
  { revision, istioNamespace }: LiveBundleOptions,
): Promise<string> {
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
  return JSON.parse(values ?? '{}')?.global?.multiCluster?.clusterName ?? '';
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
  return cluster.serviceAddress(namespace ?? options.istioNamespace, name);
}

/** Makes a bundle from a live cluster, reading what istioctl reads. */
export async function liveBundle(
  options: LiveBundleOptions,
): Promise<VmBundle> {
  const [namespace, name, ...more] = options.group.split('/');
  if (!name || more.length > 0) {
    throw new UsageError('--group is NAMESPACE/NAME.');
  }
  const cluster = new LiveCluster(options.kubeconfig, options.context);
  const { istioNamespace } = options;
  const revision = await revisionOf(cluster, options);
  const group = (await cluster.workloadGroup(namespace, name)) as any;
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
  };
  renderVmBundle({ ...read, token: '' });
  // Only an input that makes a bundle is worth a token.
  const token = await cluster.token(
    namespace,
    group.spec?.template?.serviceAccount || 'default',
    options.tokenDuration,
  );
  return renderVmBundle({ ...read, token });
}
