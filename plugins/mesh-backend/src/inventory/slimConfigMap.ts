import { parse } from 'yaml';
import { KubernetesObject } from '../clusters';

/**
 * Of the ConfigMaps beside istiod three are of use: the mesh configuration and
 * networks (`istio`, `istio-REVISION`), what the injector does with the pods
 * that it is asked for (`istio-sidecar-injector`,
 * `istio-sidecar-injector-REVISION`), without its templates, and the root
 * certificate (`istio-ca-root-cert`). The answer is their data; undefined for
 * any other.
 */
export function slimConfigMap({
  metadata,
  data,
}: KubernetesObject): Record<string, unknown> | undefined {
  if (data?.mesh !== undefined) {
    return {
      mesh: data.mesh,
      ...(data.meshNetworks === undefined
        ? {}
        : { meshNetworks: data.meshNetworks }),
    };
  }
  if (metadata.name === 'istio-ca-root-cert') {
    return { 'root-cert.pem': data?.['root-cert.pem'] };
  }
  if (
    typeof data?.config === 'string' &&
    /^istio-sidecar-injector(-|$)/.test(metadata.name)
  ) {
    const values = readValues(data.values);
    return {
      injector: readInjector(data.config),
      ...(values === undefined ? {} : { values }),
    };
  }
  return undefined;
}

function readInjector(text: string): Record<string, unknown> | undefined {
  try {
    const { policy, neverInjectSelector, alwaysInjectSelector } =
      (parse(text) as Record<string, unknown> | null) ?? {};
    return {
      policy: typeof policy === 'string' ? policy : undefined,
      neverInjectSelector: listOf(neverInjectSelector),
      alwaysInjectSelector: listOf(alwaysInjectSelector),
    };
  } catch {
    // istiod keeps to what it had before; that is not known here.
    return undefined;
  }
}

/** Of the values of the installation only what findings ask for, as JSON. */
function readValues(text: unknown): string | undefined {
  if (typeof text !== 'string') {
    return undefined;
  }
  try {
    const { global, sidecarInjectorWebhook } = JSON.parse(text) ?? {};
    return JSON.stringify({
      global: {
        hub: global?.hub,
        tag: global?.tag,
        proxy: { image: global?.proxy?.image },
      },
      sidecarInjectorWebhook: {
        enableNamespacesByDefault:
          sidecarInjectorWebhook?.enableNamespacesByDefault,
      },
    });
  } catch {
    // istiod keeps to what it had before; that is not known here.
    return undefined;
  }
}

function listOf(value: unknown): unknown[] | undefined {
  return Array.isArray(value)
    ? value.filter(one => one !== null && typeof one === 'object')
    : undefined;
}
