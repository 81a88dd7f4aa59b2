import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  applyReportProperties,
  describeOutcomes,
  logReport,
} from './applyReport';
import { examples } from './egressGatewayApply.examples';
import { componentRefOf } from './entityRefs';
import {
  egressGatewayProperties,
  hostsOf,
  readEgressGateway,
} from './egressGatewayInput';
import { callMeshBackend, MeshBackendServices } from './meshBackend';

const DEFAULT_WAIT_SECONDS = 120;

/**
 * Action `mesh:egressGateway:apply`: has the mesh backend render, apply and
 * wait for an egress gateway, as the person who started the task. Running it
 * again changes nothing. A gateway that does not become ready fails the step;
 * its objects stay.
 *
 * @public
 */
export function createEgressGatewayApplyAction(services: MeshBackendServices) {
  return createTemplateAction({
    id: 'mesh:egressGateway:apply',
    description:
      'Makes or changes an egress gateway for hosts outside the mesh in a cluster, deletes what it has no more, and waits until it is ready',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster to apply to'),
        ...egressGatewayProperties,
        waitSeconds: z =>
          z
            .number()
            .describe(
              `How long to wait for the gateway, 0 to 300 seconds; 0 does not wait. Default: ${DEFAULT_WAIT_SECONDS}`,
            )
            .optional(),
      },
      output: {
        ...applyReportProperties,
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        host: z =>
          z.string().describe('The hosts that it leads to, parted by commas'),
        removed: z =>
          z
            .number()
            .describe('How many objects it has no more and were deleted'),
        ready: z =>
          z
            .boolean()
            .describe(
              'Whether the gateway is ready; false when it was not waited for',
            ),
        entityRef: z =>
          z
            .string()
            .describe('Reference of the component, for links')
            .optional(),
      },
    },
    async handler(ctx) {
      const { cluster, waitSeconds = DEFAULT_WAIT_SECONDS } = ctx.input;
      const valid = readEgressGateway(ctx.input);
      const gateway = valid.input;
      const report = await callMeshBackend(
        services,
        ctx,
        (_, options, __, client) =>
          client.apply(
            { cluster, gateway: { ...gateway }, waitSeconds },
            { ...options, dryRun: ctx.isDryRun ?? false },
          ),
      );
      logReport(report, ctx.logger);
      for (const one of report.removed) {
        ctx.logger.info(
          `${ctx.isDryRun ? 'would delete' : 'deleted'} ${one.kind} ${
            one.namespace
          }/${one.name}`,
        );
      }

      ctx.output('cluster', report.cluster);
      ctx.output('namespace', gateway.namespace);
      ctx.output('name', gateway.name);
      ctx.output('host', hostsOf(valid));
      ctx.output('removed', report.removed.length);
      ctx.output('created', report.created);
      ctx.output('changed', report.changed);
      ctx.output('unchanged', report.unchanged);
      ctx.output('objects', describeOutcomes(report));
      ctx.output('ready', report.readiness?.ready ?? false);
      const entityRef = componentRefOf(ctx.input);
      if (entityRef) {
        ctx.output('entityRef', entityRef);
      }

      if (report.readiness && !report.readiness.ready) {
        throw new Error(
          `The egress gateway ${gateway.namespace}/${gateway.name} is applied to cluster ${report.cluster}, but is not ready after ${report.readiness.waitedSeconds} seconds: ${report.readiness.message}. Running the task again is safe.`,
        );
      }
      if (report.readiness) {
        ctx.logger.info(report.readiness.message);
      }
    },
  });
}
