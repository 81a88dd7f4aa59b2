import { toYamlText } from '../../resources';
import {
  IstiodExposure,
  SetupFile,
  SetupInstaller,
  SetupPrimary,
  SetupRemote,
  withRevision,
} from './SetupInput';

/**
 * Values of the chart `istiod` for a cluster with a control plane of its own.
 *
 * @public
 */
export function primaryValues(
  primary: SetupPrimary,
  exposure: IstiodExposure,
): Record<string, unknown> {
  const { clusterId, network, meshId, trustDomain, revision } = primary;
  return {
    ...(revision ? { revision } : {}),
    global: {
      ...(meshId ? { meshID: meshId } : {}),
      multiCluster: { clusterName: clusterId },
      ...(network ? { network } : {}),
      // istiod serves proxies of clusters that have none of their own.
      ...(exposure === 'none' ? {} : { externalIstiod: true }),
    },
    meshConfig: { trustDomain },
  };
}

/**
 * Values of the charts `base` and `istiod` with `profile: remote`, for a
 * cluster without a control plane of its own.
 *
 * @public
 */
export function remoteValues(
  remote: SetupRemote,
  primary: SetupPrimary,
  istiodAddress: string,
): Record<string, unknown> {
  const { clusterId, network } = remote;
  const { revision, meshId } = primary;
  return {
    profile: 'remote',
    ...(revision ? { revision } : {}),
    istiodRemote: {
      // The path tells istiod whose pods it injects (pkg/kube/inject).
      injectionPath: `/inject/cluster/${slashed(clusterId)}${
        network ? `/net/${slashed(network)}` : ''
      }`,
    },
    global: {
      ...(meshId ? { meshID: meshId } : {}),
      multiCluster: { clusterName: clusterId },
      ...(network ? { network } : {}),
      remotePilotAddress: istiodAddress,
    },
  };
}

/** As Istio writes a slash within a part of the injector's path. */
function slashed(text: string): string {
  return text.replaceAll('/', '--slash--');
}

/**
 * The file that installs a control plane.
 *
 * @public
 */
export function primaryFile(
  primary: SetupPrimary,
  exposure: IstiodExposure,
  installer: SetupInstaller,
): SetupFile {
  const values = primaryValues(primary, exposure);
  return installer === 'helm'
    ? helmFile(primary, primary.revision, values)
    : operatorFile(primary, values);
}

/**
 * The file that makes a cluster the remote of another.
 *
 * @public
 */
export function remoteFile(
  remote: SetupRemote,
  primary: SetupPrimary,
  istiodAddress: string,
  installer: SetupInstaller,
): SetupFile {
  const values = remoteValues(remote, primary, istiodAddress);
  return installer === 'helm'
    ? helmFile(remote, primary.revision, values)
    : operatorFile(remote, values);
}

function helmFile(
  { name, namespace }: { name: string; namespace: string },
  revision: string,
  values: Record<string, unknown>,
): SetupFile {
  const path = `${name}/istiod-values.yaml`;
  return {
    path,
    cluster: name,
    use: `helm upgrade --install istio-base istio/base -n ${namespace}${
      values.profile === 'remote' ? ' --set profile=remote' : ''
    }, then helm upgrade --install ${withRevision(
      'istiod',
      revision,
    )} istio/istiod -n ${namespace} -f ${path}`,
    content: toYamlText(values),
  };
}

/** The same values; what is a field of IstioOperator stands where that has it. */
function operatorFile(
  { name, namespace }: { name: string; namespace: string },
  values: Record<string, unknown>,
): SetupFile {
  const path = `${name}/istio-operator.yaml`;
  const { profile, revision, meshConfig, ...rest } = values as Record<
    string,
    any
  >;
  return {
    path,
    cluster: name,
    use: `istioctl install -f ${path}`,
    content: toYamlText({
      apiVersion: 'install.istio.io/v1alpha1',
      kind: 'IstioOperator',
      metadata: { name: 'meshport', namespace },
      spec: {
        profile: profile ?? 'default',
        ...(revision ? { revision } : {}),
        ...(meshConfig ? { meshConfig } : {}),
        components: {
          // Gateways have a file of their own.
          ingressGateways: [{ name: 'istio-ingressgateway', enabled: false }],
        },
        values: rest,
      },
    }),
  };
}
