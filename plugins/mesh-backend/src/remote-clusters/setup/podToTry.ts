import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { KubernetesObject } from '../../clusters/types';

/** What is shown instead of a value that may be nobody's business. */
const HIDDEN = '(hidden)';

/**
 * A pod as a workload's template makes it. Values of environment variables are
 * left out: they change nothing about injection, and may be secret.
 */
export function podOf(
  template: { metadata?: any; spec?: any } | undefined,
  namespace: string,
  name: string,
): KubernetesObject {
  const spec = structuredClone(template?.spec ?? {});
  for (const container of [
    ...(spec.containers ?? []),
    ...(spec.initContainers ?? []),
  ]) {
    container.env = container.env?.map((one: any) =>
      one.value === undefined ? one : { ...one, value: HIDDEN },
    );
  }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${name.slice(0, 40).replace(/[.-]+$/, '')}-preview`,
      namespace,
      labels: template?.metadata?.labels ?? {},
      annotations: template?.metadata?.annotations ?? {},
    },
    spec,
  };
}

/** The pod of a manifest: a Pod, or something with a pod template. @throws `InputError` */
export function podOfManifest(
  text: string,
  namespace: string,
): KubernetesObject {
  let object: any;
  try {
    object = parse(text, { maxAliasCount: 100 });
  } catch {
    throw new InputError(
      'manifest: is no YAML of one object; paste a Pod or a workload',
    );
  }
  const own = object?.metadata?.namespace;
  if (own !== undefined && own !== namespace) {
    throw new InputError(
      `manifest: its namespace is not ${namespace}; choose that namespace, or leave it out of the manifest`,
    );
  }
  const template =
    object?.kind === 'Pod'
      ? object
      : object?.spec?.template ?? object?.spec?.jobTemplate?.spec?.template;
  if (!Array.isArray(template?.spec?.containers)) {
    throw new InputError(
      'manifest: has no containers; paste a Pod, or a workload with a pod template',
    );
  }
  const name = object?.metadata?.name;
  return podOf(
    template,
    namespace,
    typeof name === 'string' && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
      ? name
      : 'pod',
  );
}
