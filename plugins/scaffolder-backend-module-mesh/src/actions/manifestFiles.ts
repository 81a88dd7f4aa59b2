import { KubernetesObject, toYaml } from '@meshport/istio';
import { stringify } from 'yaml';

/** A file of a folder of manifests. */
export interface ManifestFile {
  name: string;
  content: string;
}

/**
 * One file for each object, and a `kustomization.yaml` that lists them in the
 * order given. Files are called by kind; where a folder holds two of a kind,
 * also by name.
 */
export function toManifestFiles(objects: KubernetesObject[]): ManifestFile[] {
  const files = objects.map(object => {
    const twins = objects.filter(other => other.kind === object.kind);
    const kind = kebabCase(object.kind);
    return {
      name:
        twins.length > 1
          ? `${kind}-${object.metadata.name}.yaml`
          : `${kind}.yaml`,
      content: toYaml([object]),
    };
  });
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files.map(file => file.name),
  };
  return [
    ...files,
    {
      name: 'kustomization.yaml',
      content: stringify(kustomization),
    },
  ];
}

function kebabCase(kind: string): string {
  return kind.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
