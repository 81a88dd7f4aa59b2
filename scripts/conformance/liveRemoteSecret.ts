import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join, resolve } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import {
  checkRemoteClusterName,
  fromGoYaml,
  readerAccess,
  RemoteSecretError,
  RemoteSecretOptions,
} from '@meshport/istio';
import { KubernetesRequests } from './KubernetesRequests';
import { LiveRemoteSecretCluster } from './LiveRemoteSecretCluster';
import { toPlainData } from './plainData';
import { RemoteSecretCall, timeoutOf } from './remoteSecretFlags';

function plainYaml(file: string): any {
  return toPlainData(fromGoYaml(readFileSync(file, 'utf8'))) ?? {};
}

/**
 * The namespace of the current context in the files of KUBECONFIG: istioctl takes
 * it before its own default, and looks neither at --kubeconfig nor at --context.
 */
export function namespaceOfEnvironment(
  kubeconfigs: string | undefined,
): string | undefined {
  const files = (kubeconfigs ?? '')
    .split(delimiter)
    .filter(file => statSync(file, { throwIfNoEntry: false })?.isFile());
  let configs: any[];
  try {
    configs = files.map(plainYaml);
  } catch {
    // istioctl, too, then has its own default; a file that counts is told later.
    return undefined;
  }
  const current = configs.map(one => one['current-context']).find(Boolean);
  const contexts = configs.flatMap(one => one.contexts ?? []);
  return (
    contexts.find(({ name }) => name === current)?.context?.namespace ||
    undefined
  );
}

function setUp(call: RemoteSecretCall, from: string): KubeConfig {
  const kubeconfig = new KubeConfig();
  const failed = (why: string) =>
    new RemoteSecretError(`failed to setup client: ${why}`);
  const file = call.kubeconfig && resolve(from, call.kubeconfig);
  if (file && !existsSync(file)) {
    throw failed(`stat ${call.kubeconfig}: no such file or directory`);
  }
  const empty = failed(`there is no context in ${file ?? 'KUBECONFIG'}`);
  try {
    if (file) {
      if (!plainYaml(file).contexts) {
        throw empty;
      }
      kubeconfig.loadFromFile(file);
    } else {
      kubeconfig.loadFromDefault();
    }
  } catch (error) {
    if (error === empty) {
      throw empty;
    }
    throw failed(
      `error loading config file "${
        call.kubeconfig ?? process.env.KUBECONFIG ?? ''
      }": ${(error as Error).message}`,
    );
  }
  if (kubeconfig.getContexts().length === 0) {
    throw empty;
  }
  const context = call.context ?? kubeconfig.getCurrentContext();
  if (!kubeconfig.getContextObject(context)) {
    throw failed(
      `context "${context}" does not exist (there are: ${kubeconfig
        .getContexts()
        .map(({ name }) => name)
        .join(', ')})`,
    );
  }
  kubeconfig.setCurrentContext(context);
  if (!kubeconfig.getCurrentCluster()?.server) {
    throw failed(`the cluster of context "${context}" has no server`);
  }
  return kubeconfig;
}

/** client-node sends nothing in the clear; client-go does where it is told to. */
function allowPlain(kubeconfig: KubeConfig): void {
  kubeconfig.clusters = kubeconfig.clusters.map(cluster =>
    cluster.server.startsWith('http:')
      ? { ...cluster, skipTLSVerify: true }
      : cluster,
  );
}

/** The reader, labelled with the version of the charts in a folder of Istio's. */
function readerIn(folder: string) {
  return (namespace: string) =>
    readerAccess({ namespace, chartVersion: chartVersionIn(folder) });
}

function chartVersionIn(folder: string): string {
  const chart = [
    join(folder, 'charts', 'base', 'Chart.yaml'),
    join(folder, 'base', 'Chart.yaml'),
  ].find(existsSync);
  if (!chart) {
    throw new RemoteSecretError(
      `--manifests: there is no charts/base/Chart.yaml in ${folder}; give the folder manifests of an Istio release`,
    );
  }
  return String(plainYaml(chart).version);
}

/**
 * The running cluster that a call means.
 *
 * @param from - folder that relative paths start at
 * @throws RemoteSecretError in istioctl's words
 */
export function liveRemoteSecretCluster(
  call: RemoteSecretCall,
  from: string,
): { cluster: LiveRemoteSecretCluster; options: RemoteSecretOptions } {
  checkRemoteClusterName(call.options.name);
  const timeout = timeoutOf(call);
  const kubeconfig = setUp(call, from);
  const { server } = kubeconfig.getCurrentCluster()!;
  allowPlain(kubeconfig);
  const { impersonate } = call;
  const requests = new KubernetesRequests(kubeconfig, { timeout, impersonate });
  const namespace = call.hasNamespace
    ? call.options.namespace
    : namespaceOfEnvironment(process.env.KUBECONFIG) ?? call.options.namespace;
  return {
    cluster: new LiveRemoteSecretCluster(server, requests),
    options: {
      ...call.options,
      namespace,
      ...(call.manifests
        ? { reader: readerIn(resolve(from, call.manifests)) }
        : {}),
    },
  };
}
