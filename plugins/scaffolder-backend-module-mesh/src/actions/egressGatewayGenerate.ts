import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { egressFiles, renderEgressGateway, toYaml } from '@meshport/istio';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { examples } from './egressGatewayGenerate.examples';
import { componentRefOf } from './entityRefs';
import {
  egressGatewayProperties,
  readEgressGateway,
} from './egressGatewayInput';

/**
 * Action `mesh:egressGateway:generate`: writes the manifests of an egress
 * gateway into the workspace, for a pull request. It touches no cluster.
 *
 * @public
 */
export function createEgressGatewayGenerateAction() {
  return createTemplateAction({
    id: 'mesh:egressGateway:generate',
    description:
      'Writes the manifests of an egress gateway for hosts outside the mesh into the workspace, with a kustomization.yaml',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z =>
          z
            .string()
            .describe('The cluster that the manifests are meant for')
            .optional(),
        ...egressGatewayProperties,
        path: z =>
          z
            .string()
            .describe(
              'Folder in the workspace to write to. Default: mesh/egress/NAME',
            )
            .optional(),
      },
      output: {
        path: z => z.string().describe('The folder in the workspace'),
        files: z =>
          z
            .array(z.string())
            .describe('The files written, relative to the workspace'),
        manifests: z =>
          z.string().describe('All objects as YAML documents; nothing secret'),
        cluster: z =>
          z
            .string()
            .describe('The cluster that the manifests are meant for')
            .optional(),
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        gateway: z =>
          z
            .record(z.any())
            .describe(
              'The gateway as it was checked, for mesh:request:create of kind egress-gateway',
            ),
        entityRef: z =>
          z
            .string()
            .describe('Reference of the component, for links')
            .optional(),
      },
    },
    async handler(ctx) {
      const { input: gateway, model } = readEgressGateway(ctx.input);
      const path = posix.normalize(
        ctx.input.path || `mesh/egress/${gateway.name}`,
      );
      const folder = resolveSafeChildPath(ctx.workspacePath, path);
      const objects = renderEgressGateway(model);
      const root = `${model.namespace}/${model.name}/`;
      const files = egressFiles(model).map(({ path: full, content }) => ({
        name: full.slice(root.length),
        content,
      }));
      for (const { name, content } of files) {
        // Checked one by one: a link in a fetched workspace may lead out of it.
        const file = resolveSafeChildPath(folder, name);
        await mkdir(dirname(file), { recursive: true });
        await writeFile(file, content);
      }
      ctx.logger.info(`Wrote ${files.length} files to ${path}`);

      ctx.output('path', path);
      ctx.output(
        'files',
        files.map(({ name }) => join(path, name)),
      );
      ctx.output('manifests', toYaml(objects));
      ctx.output('namespace', gateway.namespace);
      ctx.output('name', gateway.name);
      ctx.output('gateway', { ...gateway });
      if (ctx.input.cluster) {
        ctx.output('cluster', ctx.input.cluster);
      }
      const entityRef = componentRefOf(ctx.input);
      if (entityRef) {
        ctx.output('entityRef', entityRef);
      }
    },
  });
}
