import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  applyReportProperties,
  describeOutcomes,
  logReport,
} from './applyReport';
import { examples } from './egressGatewayApply.examples';
import {
  componentRefOf,
  egressGatewayProperties,
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
      'Applies an egress gateway for one host outside the mesh to a cluster and waits until it is ready',
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
        host: z => z.string().describe('The host that it leads to'),
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
      const gateway = readEgressGateway(ctx.input);
      const report = await callMeshBackend(services, ctx, (client, options) =>
        client.applyEgressGateway(
          { cluster, gateway: { ...gateway }, waitSeconds },
          { ...options, dryRun: ctx.isDryRun ?? false },
        ),
      );
      logReport(report, ctx.logger);

      ctx.output('cluster', report.cluster);
      ctx.output('namespace', gateway.namespace);
      ctx.output('name', gateway.name);
      ctx.output('host', gateway.host);
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
