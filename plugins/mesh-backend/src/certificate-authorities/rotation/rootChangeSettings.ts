import { Config, readDurationFromConfig } from '@backstage/config';
import { durationToMilliseconds } from '@backstage/types';

/** What configuration says of changes of roots. */
export interface RootChangeSettings {
  /** Whether istiod is restarted; else people are told to. */
  restartIstiod: boolean;
  /** No workload certificate that is not seen is taken to live shorter; milliseconds. */
  leastLifeMs: number;
}

/** Reads `mesh.rootChanges`. */
export function readRootChangeSettings(config: Config): RootChangeSettings {
  const key = 'mesh.rootChanges.workloadCertificateLife';
  const hours = config.getOptionalNumber(
    'mesh.virtualMachines.certificateHours',
  );
  return {
    restartIstiod:
      config.getOptionalBoolean('mesh.rootChanges.restartIstiod') ?? true,
    leastLifeMs: Math.max(
      config.has(key)
        ? durationToMilliseconds(readDurationFromConfig(config, { key }))
        : 0,
      (hours ?? 0) * 3_600_000,
    ),
  };
}
