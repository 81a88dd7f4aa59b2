import type { ResourceType } from '../kinds/resourceTypes';
import type { KubeObject } from '../objects';

/** The person or program behind a request. */
export interface User {
  name: string;
  groups: string[];
  uid?: string;
  extra?: Record<string, string[]>;
}

/** What a write request asks for beside its object. */
export interface WriteOptions {
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  dryRun: boolean;
  force?: boolean;
  subresource?: string;
  /** Texts for `Warning` headers, filled by the registry. */
  warnings: string[];
  /** Keys that are twice in the body, as paths. */
  duplicates?: string[];
  /** Refuses an object by throwing, after it is checked. */
  admit?: (type: ResourceType, object: KubeObject) => void;
}

/** The body of a DELETE request. */
export interface DeleteOptions {
  dryRun: boolean;
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan';
  preconditions?: { uid?: string; resourceVersion?: string };
  gracePeriodSeconds?: number;
}

/** Options for writes by the cluster's own controllers. */
export function asController(
  fieldManager: string,
  subresource?: string,
): WriteOptions {
  return {
    fieldManager,
    fieldValidation: 'Ignore',
    dryRun: false,
    subresource,
    warnings: [],
  };
}
