import { KubernetesObject } from '../../resources';
import { decodeObject, DecodedObject } from '../decode/decodeObject';
import { FindingResource, YamlPath } from '../types';
import { AnalysisKind, KINDS } from './kinds';

/**
 * Where an object stands in a file.
 *
 * @public
 */
export interface ObjectSource {
  file: string;
  /** Where the object begins. Lines count from 1. */
  line: number;
  /**
   * The line of a field, and whether the field is a single value; undefined
   * when there is no such field.
   */
  lineOf(path: YamlPath): { line: number; single: boolean } | undefined;
}

/** An object as analyzers see it. */
export class Resource {
  readonly namespace: string;
  readonly name: string;
  /** `namespace/name`, or the name alone for want of a namespace. */
  readonly fullName: string;
  #decoded?: DecodedObject;

  constructor(
    readonly kind: AnalysisKind,
    readonly object: KubernetesObject,
    readonly cluster: string | undefined,
    readonly source: ObjectSource | undefined,
  ) {
    const { clusterScoped } = KINDS[kind] as { clusterScoped?: boolean };
    const { namespace, name } = object.metadata ?? {};
    this.name = String(name ?? '');
    this.namespace = clusterScoped ? '' : String(namespace ?? '');
    this.fullName = this.namespace
      ? `${this.namespace}/${this.name}`
      : this.name;
  }

  get decoded(): DecodedObject {
    this.#decoded ??= decodeObject(this.kind, this.object);
    return this.#decoded;
  }

  /** Whether Istio could read the object at all. */
  get readable(): boolean {
    return this.decoded.problems.length === 0;
  }

  get spec(): any {
    return this.decoded.spec;
  }

  get status(): any {
    return this.decoded.status;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.decoded.labels;
  }

  get annotations(): Readonly<Record<string, string>> {
    return this.decoded.annotations;
  }

  get reference(): FindingResource {
    return {
      ...(this.cluster === undefined ? {} : { cluster: this.cluster }),
      apiVersion: this.object.apiVersion,
      kind: KINDS[this.kind].kind,
      ...(this.namespace ? { namespace: this.namespace } : {}),
      name: this.name,
    };
  }
}
