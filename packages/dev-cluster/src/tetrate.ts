import { dirname, join } from 'path';
import { readSeedFile } from './seed';

/**
 * The kinds of Tetrate's workload onboarding (ControlPlane, OnboardingPolicy,
 * WorkloadAutoRegistration) and of cert-manager, for
 * `DevClustersOptions.definitions`. Their schemas follow the documentation.
 */
export function tetrateDefinitions(): object[] {
  const folder = dirname(require.resolve('../schemas/crds.ndjson'));
  return readSeedFile(join(folder, 'tetrate-onboarding.yaml'));
}
