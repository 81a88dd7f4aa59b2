import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  applyReportProperties,
  describeOutcomes,
  logReport,
} from './applyReport';
import { examples } from './egressGatewayAddUpstream.examples';
import { callMeshBackend, MeshBackendServices } from './meshBackend';

/**
 * Action `mesh:egressGateway:addUpstream`: has the mesh backend add a host to
 * an egress gateway as it is then, as the person who started the task. Nobody
 * else's upstream is lost by it.
 *
 * @public
 */
export function createEgressGatewayAddUpstreamAction(
  services: MeshBackendServices,
) {
  return createTemplateAction({
    id: 'mesh:egressGateway:addUpstream',
    description:
      'Adds a host outside the mesh to an egress gateway that is there',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster of the gateway'),
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        upstream: z =>
          z
            .record(z.any())
            .describe(
              'The host: host, protocol, port, tls, addresses, gatewayPort and exposure, as upstreams of mesh:egressGateway:apply',
            ),
        waitSeconds: z =>
          z
            .number()
            .describe(
              'How long to wait for the gateway, 0 to 300 seconds. Default: 60',
            )
            .optional(),
      },
      output: {
        ...applyReportProperties,
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        host: z => z.string().describe('The host that was added'),
        ready: z =>
          z
            .boolean()
            .describe(
              'Whether the gateway is ready; false when it was not waited for',
            ),
      },
    },
    async handler(ctx) {
      const { cluster, namespace, name, upstream } = ctx.input;
      const { waitSeconds = 60 } = ctx.input;
      const report = await callMeshBackend(
        services,
        ctx,
        (_, options, __, client) =>
          client.addUpstream(
            { cluster, namespace, name },
            { upstream, waitSeconds },
            { ...options, dryRun: ctx.isDryRun ?? false },
          ),
      );
      logReport(report, ctx.logger);
      ctx.output('cluster', report.cluster);
      ctx.output('namespace', namespace);
      ctx.output('name', name);
      ctx.output('host', String(upstream.host ?? ''));
      ctx.output('created', report.created);
      ctx.output('changed', report.changed);
      ctx.output('unchanged', report.unchanged);
      ctx.output('objects', describeOutcomes(report));
      ctx.output('ready', report.readiness?.ready ?? false);
      if (report.readiness && !report.readiness.ready) {
        throw new Error(
          `The upstream is added to the egress gateway ${namespace}/${name}, but the gateway is not ready after ${report.readiness.waitedSeconds} seconds: ${report.readiness.message}.`,
        );
      }
    },
  });
}
