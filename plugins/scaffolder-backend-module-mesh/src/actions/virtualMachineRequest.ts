import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { askFor, requestOutput } from './askFor';
import { componentRefOf } from './entityRefs';
import { MeshBackendServices } from './meshBackend';
import {
  readVirtualMachines,
  virtualMachineProperties,
} from './virtualMachineInput';
import { examples } from './virtualMachineRequest.examples';

/**
 * Action `mesh:virtualMachine:request`: asks for machines that are to join, as
 * the person who started the task. What it gives is an ID and a link; codes and
 * bundles are had by people on the request's page, never by a template.
 *
 * @param appUrl - `app.baseUrl`, for the link to the request's page
 * @public
 */
export function createVirtualMachineRequestAction(
  services: MeshBackendServices & { appUrl: string },
) {
  return createTemplateAction({
    id: 'mesh:virtualMachine:request',
    description:
      'Asks for virtual machines of one application to join the mesh; once it is approved, its page gives what the machines need',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        ...virtualMachineProperties,
        beneficiary: z =>
          z
            .string()
            .describe(
              'Reference of the entity that it is for. Default: the component',
            )
            .optional(),
        reason: z =>
          z
            .string()
            .describe('Why it is asked for; who approves it reads this')
            .optional(),
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { parameters } = readVirtualMachines(ctx.input);
      const beneficiary = ctx.input.beneficiary || componentRefOf(ctx.input);
      await askFor(ctx, services, {
        kind: 'vm-onboarding',
        parameters: { ...parameters },
        ...(beneficiary ? { beneficiary } : {}),
        ...(ctx.input.reason ? { reason: ctx.input.reason } : {}),
      });
    },
  });
}
