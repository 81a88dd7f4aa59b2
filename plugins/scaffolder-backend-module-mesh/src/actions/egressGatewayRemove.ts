import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { examples } from './egressGatewayRemove.examples';
import { callMeshBackend, MeshBackendServices } from './meshBackend';

/**
 * Action `mesh:egressGateway:remove`: has the mesh backend delete what it made
 * of an egress gateway, as the person who started the task. What is deleted and
 * who still uses it is written to the log first; where somebody does, nothing is
 * deleted unless the input says so.
 *
 * @public
 */
export function createEgressGatewayRemoveAction(services: MeshBackendServices) {
  return createTemplateAction({
    id: 'mesh:egressGateway:remove',
    description:
      'Deletes an egress gateway that Meshport made from a cluster, after showing what goes and who still uses it',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster of the gateway'),
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        evenIfUsed: z =>
          z
            .boolean()
            .describe(
              'Delete it although workloads still use it, as far as configuration shows. Default: false',
            )
            .optional(),
      },
      output: {
        deleted: z =>
          z
            .array(z.string())
            .describe('Every object that was deleted, e.g. Gateway shop/out'),
        users: z =>
          z
            .array(z.string())
            .describe('Who used it, as far as configuration shows'),
      },
    },
    async handler(ctx) {
      const { cluster, namespace, name, evenIfUsed = false } = ctx.input;
      const report = await callMeshBackend(
        services,
        ctx,
        async (_, options, __, client) => {
          const gateway = { cluster, namespace, name };
          const shown = await client.remove(gateway, {
            ...options,
            dryRun: true,
          });
          const { deletes, keeps, users, consequences } = shown.plan;
          for (const one of deletes) {
            ctx.logger.info(
              `to be deleted: ${one.kind} ${one.namespace}/${one.name}`,
            );
          }
          for (const { object, why } of keeps) {
            ctx.logger.warn(
              `stays: ${object.kind} ${object.namespace}/${object.name}. ${why}`,
            );
          }
          users.forEach(({ why, workload, namespace: where }) =>
            ctx.logger.warn(workload ? `${workload} in ${where}: ${why}` : why),
          );
          consequences.forEach(one => ctx.logger.warn(one));
          return ctx.isDryRun
            ? shown
            : client.remove(gateway, {
                ...options,
                plan: shown.plan.hash,
                evenIfUsed,
              });
        },
      );
      const names = report.deleted.map(
        one => `${one.kind} ${one.namespace}/${one.name}`,
      );
      names.forEach(one => ctx.logger.info(`deleted ${one}`));
      ctx.output('deleted', names);
      ctx.output(
        'users',
        report.plan.users.map(({ workload, namespace: where, why }) =>
          workload ? `${workload} in ${where}` : why,
        ),
      );
    },
  });
}
