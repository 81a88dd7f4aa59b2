import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  applyReportProperties,
  describeOutcomes,
  logReport,
} from './applyReport';
import { examples } from './manifestsApply.examples';
import { callMeshBackend, MeshBackendServices } from './meshBackend';
import { readWorkspaceManifests } from './workspaceManifests';

/**
 * Action `mesh:manifests:apply`: has the mesh backend apply mesh configuration
 * written as YAML, as the person who started the task. Only the kinds of
 * `mesh.apply.kinds` pass. Running it again changes nothing.
 *
 * @public
 */
export function createManifestsApplyAction(services: MeshBackendServices) {
  return createTemplateAction({
    id: 'mesh:manifests:apply',
    description:
      'Applies mesh configuration, as YAML or from files of the workspace, to a cluster',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster to apply to'),
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
      },
      output: { ...applyReportProperties },
    },
    async handler(ctx) {
      const { cluster, namespace, manifests, path } = ctx.input;
      if (Boolean(manifests) === Boolean(path)) {
        throw new InputError(
          'manifests: give either manifests or path, and not both',
        );
      }
      const text =
        manifests || (await readWorkspaceManifests(ctx.workspacePath, path!));
      const report = await callMeshBackend(services, ctx, (client, options) =>
        client.applyManifests(
          {
            cluster,
            manifests: text,
            ...(namespace ? { namespace } : {}),
          },
          { ...options, dryRun: ctx.isDryRun ?? false },
        ),
      );
      logReport(report, ctx.logger);

      ctx.output('cluster', report.cluster);
      ctx.output('created', report.created);
      ctx.output('changed', report.changed);
      ctx.output('unchanged', report.unchanged);
      ctx.output('objects', describeOutcomes(report));
    },
  });
}
