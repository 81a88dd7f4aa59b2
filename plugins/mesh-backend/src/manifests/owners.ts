import { FIELD_MANAGER } from '@meshport/backstage-plugin-mesh-common';

/** A tool that keeps an object as Git says, and what of its own it is. */
export interface ForeignOwner {
  tool: 'Argo CD' | 'Flux';
  /** What to look for there, e.g. `application shop`. */
  name: string;
}

interface Owned {
  metadata: {
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    managedFields?: unknown[];
  };
}

const ARGO_TRACKING = 'argocd.argoproj.io/tracking-id';
const ARGO_INSTANCE = 'argocd.argoproj.io/instance';
const FLUX_KUSTOMIZATION = 'kustomize.toolkit.fluxcd.io';
const FLUX_HELM_RELEASE = 'helm.toolkit.fluxcd.io';

/**
 * Who keeps this object in step with a Git repository.
 *
 * Argo CD: the annotation `argocd.argoproj.io/tracking-id`
 * (`APPLICATION:GROUP/KIND:NAMESPACE/NAME`) of its annotation tracking, or the
 * label `argocd.argoproj.io/instance` of its label tracking. Its other label,
 * `app.kubernetes.io/instance`, is what Helm and people set too, so it counts
 * only when the fields are also written by Argo CD's controller.
 * Flux: the labels of its kustomize and helm controllers.
 */
export function findGitOwner(object: Owned): ForeignOwner | undefined {
  const labels = object.metadata.labels ?? {};
  const annotations = object.metadata.annotations ?? {};
  const tracking = annotations[ARGO_TRACKING];
  if (tracking !== undefined) {
    return { tool: 'Argo CD', name: `application ${tracking.split(':')[0]}` };
  }
  const instance =
    labels[ARGO_INSTANCE] ??
    (managersOf(object).some(manager => manager.startsWith('argocd-'))
      ? labels['app.kubernetes.io/instance']
      : undefined);
  if (instance !== undefined) {
    return { tool: 'Argo CD', name: `application ${instance}` };
  }
  return (
    fluxOwner(labels, FLUX_KUSTOMIZATION, 'Kustomization') ??
    fluxOwner(labels, FLUX_HELM_RELEASE, 'HelmRelease')
  );
}

function fluxOwner(
  labels: Record<string, string>,
  prefix: string,
  kind: string,
): ForeignOwner | undefined {
  const name = labels[`${prefix}/name`];
  const namespace = labels[`${prefix}/namespace`];
  if (name === undefined && namespace === undefined) {
    return undefined;
  }
  return {
    tool: 'Flux',
    name: `${kind} ${[namespace, name].filter(Boolean).join('/')}`,
  };
}

/** Field managers of an object's own fields; those who only write its status are left out. */
export function managersOf(object: Owned): string[] {
  const entries = (object.metadata.managedFields ?? []) as {
    manager?: string;
    subresource?: string;
  }[];
  const names = entries
    .filter(entry => !entry.subresource)
    .map(entry => entry.manager ?? 'unknown');
  return [...new Set(names)];
}

/** True when Meshport itself has applied this object before. */
export function isOurs(object: Owned): boolean {
  const entries = (object.metadata.managedFields ?? []) as {
    manager?: string;
    operation?: string;
  }[];
  return entries.some(
    entry => entry.manager === FIELD_MANAGER && entry.operation === 'Apply',
  );
}
