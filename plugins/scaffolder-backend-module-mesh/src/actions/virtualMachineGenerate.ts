import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { renderVmOnboarding, toYaml } from '@meshport/istio';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { componentRefOf } from './entityRefs';
import { virtualMachineFiles } from './virtualMachineFiles';
import { examples } from './virtualMachineGenerate.examples';
import {
  readVirtualMachines,
  virtualMachineProperties,
} from './virtualMachineInput';

/**
 * Action `mesh:virtualMachine:generate`: writes what a cluster needs before
 * machines can join into the workspace, for a pull request. It touches no
 * cluster, and nothing that it writes is secret.
 *
 * @public
 */
export function createVirtualMachineGenerateAction() {
  return createTemplateAction({
    id: 'mesh:virtualMachine:generate',
    description:
      'Writes the manifests that let virtual machines of one application join the mesh into the workspace, with a kustomization.yaml',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...virtualMachineProperties,
        path: z =>
          z
            .string()
            .describe(
              'Folder in the workspace to write to. Default: mesh/virtual-machines/NAME',
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
          z.string().describe('The cluster that the manifests are meant for'),
        namespace: z => z.string().describe('The namespace of the machines'),
        name: z => z.string().describe('The name of the group'),
        parameters: z =>
          z
            .record(z.any())
            .describe(
              'What was asked for as it was checked, for mesh:request:create of kind vm-onboarding',
            ),
        entityRef: z =>
          z
            .string()
            .describe('Reference of the component, for links')
            .optional(),
      },
    },
    async handler(ctx) {
      const { machines, parameters } = readVirtualMachines(ctx.input);
      const path = posix.normalize(
        ctx.input.path || `mesh/virtual-machines/${machines.name}`,
      );
      const folder = resolveSafeChildPath(ctx.workspacePath, path);
      const files = virtualMachineFiles(machines);
      await mkdir(folder, { recursive: true });
      for (const { name, content } of files) {
        // Checked one by one: a link in a fetched workspace may lead out of it.
        await writeFile(resolveSafeChildPath(folder, name), content);
      }
      ctx.logger.info(`Wrote ${files.length} files to ${path}`);

      ctx.output('path', path);
      ctx.output(
        'files',
        files.map(({ name }) => join(path, name)),
      );
      ctx.output('manifests', toYaml(renderVmOnboarding(machines)));
      ctx.output('cluster', parameters.cluster);
      ctx.output('namespace', machines.namespace);
      ctx.output('name', machines.name);
      ctx.output('parameters', { ...parameters });
      const entityRef = componentRefOf(ctx.input);
      if (entityRef) {
        ctx.output('entityRef', entityRef);
      }
    },
  });
}
