import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { CheckFindingsReport } from '@meshport/backstage-plugin-mesh-common';
import { examples } from './findingsCheck.examples';
import { findingsTable, isAtLeast, THRESHOLDS } from './findingsTable';
import { callMeshBackend, MeshBackendServices } from './meshBackend';
import { readWorkspaceFiles } from './workspaceManifests';

/**
 * Action `mesh:findings:check`: has the mesh backend lay manifests over a
 * cluster as it is now, and tells which findings they would cause and cure. It
 * changes nothing. Findings at or above the threshold fail the step.
 *
 * @public
 */
export function createFindingsCheckAction(services: MeshBackendServices) {
  return createTemplateAction({
    id: 'mesh:findings:check',
    description:
      'Checks mesh configuration against a cluster before it is applied, and fails when it would do harm',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster to check against'),
        namespace: z =>
          z
            .string()
            .describe('The namespace of documents that name none')
            .optional(),
        manifests: z =>
          z
            .string()
            .describe('YAML documents, separated by ---; this or path')
            .optional(),
        path: z =>
          z
            .string()
            .describe(
              'A YAML file of the workspace, or a folder of them; this or manifests',
            )
            .optional(),
        threshold: z =>
          z
            .enum(THRESHOLDS)
            .describe('The least severity that fails the step; default error')
            .optional(),
        requireJudgement: z =>
          z
            .boolean()
            .describe(
              'Also fail when something of the manifests could not be judged; default false',
            )
            .optional(),
      },
      output: {
        caused: z =>
          z.number().describe('Findings that the manifests would cause'),
        cured: z =>
          z.number().describe('Findings that the manifests would cure'),
        notJudged: z =>
          z.array(z.string()).describe('What could not be judged, and why'),
        findings: z =>
          z.array(z.string()).describe('A line for each finding they cause'),
      },
    },
    async handler(ctx) {
      const { cluster, namespace, manifests, path } = ctx.input;
      const { threshold = 'error', requireJudgement = false } = ctx.input;
      if (Boolean(manifests) === Boolean(path)) {
        throw new InputError(
          'manifests: give either manifests or path, and not both',
        );
      }
      const given = manifests
        ? { manifests }
        : { files: await readWorkspaceFiles(ctx.workspacePath, path!) };
      const report = await callMeshBackend(services, ctx, (client, options) =>
        client.checkFindings(
          { cluster, ...given, ...(namespace ? { namespace } : {}) },
          options,
        ),
      );
      // What is judged by less is judged.
      const notJudged = report.notJudged
        .filter(one => !one.partly)
        .map(({ codes, reason }) => `${codes.join(', ')}: ${reason}`);
      ctx.output('caused', report.caused.length);
      ctx.output('cured', report.cured.length);
      ctx.output('notJudged', notJudged);
      ctx.output(
        'findings',
        report.caused.map(one => `${one.severity} ${one.code} ${one.message}`),
      );
      tell(report, notJudged, line => ctx.logger.info(line));

      const failing = report.caused.filter(one =>
        isAtLeast(one.severity, threshold),
      );
      if (failing.length > 0) {
        throw new InputError(
          `findings: the manifests would cause ${
            failing.length === 1 ? 'a finding' : `${failing.length} findings`
          } of severity ${threshold}${
            threshold === 'error' ? '' : ' or worse'
          } in cluster ${cluster}; mend them and run the task again\n${findingsTable(
            failing,
          ).join('\n')}`,
        );
      }
      if (requireJudgement && notJudged.length > 0) {
        throw new InputError(
          `findings: not everything could be judged in cluster ${cluster}; see to it that it can, or leave requireJudgement out\n${notJudged.join(
            '\n',
          )}`,
        );
      }
    },
  });
}

function tell(
  { cluster, caused, cured, notAnalysed, withheld }: CheckFindingsReport,
  notJudged: string[],
  log: (line: string) => void,
): void {
  log(
    caused.length === 0
      ? `The manifests cause no finding in cluster ${cluster} among what could be judged.`
      : `The manifests would cause in cluster ${cluster}:`,
  );
  findingsTable(caused).forEach(log);
  if (cured.length > 0) {
    log('They would cure:');
    findingsTable(cured).forEach(log);
  }
  notJudged.forEach(one => log(`Not judged: ${one}`));
  if (notAnalysed.length > 0) {
    log(`Of kinds that nothing judges: ${notAnalysed.join(', ')}`);
  }
  if (withheld) {
    log('What happens in namespaces that you may not read is not told.');
  }
}
