import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';

const FOLDER = join(
  __dirname,
  '../../packages/istio/src/workload/onboarding/__fixtures__',
);
const PLURALS: Record<string, string> = {
  AuthorizationPolicy: 'authorizationpolicies',
  ServiceEntry: 'serviceentries',
  WorkloadEntry: 'workloadentries',
};

/** Every object that the model of virtual machines renders, as its tests keep them. */
export function keptObjects(): { file: string; objects: any[] }[] {
  return readdirSync(FOLDER).map(file => ({
    file,
    objects: parseAllDocuments(readFileSync(join(FOLDER, file), 'utf8')).map(
      one => one.toJS(),
    ),
  }));
}

/** Where an object is in the API. */
export function pathOf({ apiVersion, kind, metadata }: any): string {
  const root = apiVersion === 'v1' ? '/api/v1' : `/apis/${apiVersion}`;
  const plural = PLURALS[kind] ?? `${kind.toLowerCase()}s`;
  const namespace = metadata.namespace
    ? `/namespaces/${metadata.namespace}`
    : '';
  return `${root}${namespace}/${plural}/${metadata.name}`;
}
