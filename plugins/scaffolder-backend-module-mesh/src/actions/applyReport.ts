import { LoggerService } from '@backstage/backend-plugin-api';
import { ApplyReport } from '@meshport/backstage-plugin-mesh-common';
import { z as zod } from 'zod/v3';

/** Outputs of every action that applies. */
export const applyReportProperties = {
  cluster: (z: typeof zod) => z.string().describe('The cluster applied to'),
  created: (z: typeof zod) =>
    z.number().describe('How many objects were created'),
  changed: (z: typeof zod) =>
    z.number().describe('How many objects were changed'),
  unchanged: (z: typeof zod) =>
    z.number().describe('How many objects were already so'),
  objects: (z: typeof zod) =>
    z
      .array(z.string())
      .describe('Every object with its outcome, e.g. created Gateway shop/out'),
};

/** One line for each object, e.g. `created Gateway shop/out`. */
export function describeOutcomes(report: ApplyReport): string[] {
  return Array.from(
    report.objects,
    ({ outcome, object }) =>
      `${outcome} ${object.kind} ${object.namespace}/${object.name}`,
  );
}

/** Writes to the task's log what was done, with the paths of changed fields but not their values. */
export function logReport(report: ApplyReport, logger: LoggerService): void {
  if (report.dryRun) {
    logger.info(`Dry-run in cluster ${report.cluster}, nothing is written:`);
  }
  report.objects.forEach(({ changes }, index) => {
    const paths = changes.map(change => change.path).join(', ');
    logger.info(describeOutcomes(report)[index] + (paths ? ` (${paths})` : ''));
  });
  for (const warning of report.warnings) {
    logger.warn(warning);
  }
}
