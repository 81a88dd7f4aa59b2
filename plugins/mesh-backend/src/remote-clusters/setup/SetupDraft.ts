import {
  RemotePreflightFinding,
  RemoteSetupFile,
  RemoteSetupPlan,
} from '@meshport/backstage-plugin-mesh-common';
import { KubernetesObject, toYaml } from '@meshport/istio';

/** Collects the steps, files and findings of a set-up, in order. */
export class SetupDraft {
  readonly #steps: RemoteSetupPlan['steps'] = [];
  readonly #files: RemoteSetupFile[] = [];
  readonly #findings: RemotePreflightFinding[] = [];

  /** Adds a step with what it needs. */
  step(
    cluster: string,
    title: string,
    text: string,
    ...files: RemoteSetupFile[]
  ): void {
    this.#files.push(...files);
    this.#steps.push({
      title,
      cluster,
      text,
      files: files.map(({ path }) => path),
    });
  }

  /** A file of objects to apply. */
  objects(
    cluster: string,
    name: string,
    objects: readonly KubernetesObject[],
  ): RemoteSetupFile {
    const path = `${cluster}/${name}.yaml`;
    return {
      path,
      cluster,
      use: `kubectl --context ${cluster} apply --server-side -f ${path}, or the action mesh:manifests:apply`,
      content: toYaml(objects),
    };
  }

  find(finding: RemotePreflightFinding): void {
    this.#findings.push(finding);
  }

  done(istiodAddress: string | undefined): RemoteSetupPlan {
    return {
      steps: this.#steps,
      files: this.#files,
      findings: this.#findings,
      ...(istiodAddress ? { istiodAddress } : {}),
    };
  }
}
