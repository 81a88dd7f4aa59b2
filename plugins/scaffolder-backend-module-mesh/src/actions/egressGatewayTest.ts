import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { examples } from './egressGatewayTest.examples';
import { callMeshBackend, MeshBackendServices } from './meshBackend';

/**
 * Action `mesh:egressGateway:test`: has the mesh backend call through an egress
 * gateway from a Job in the cluster, as the person who started the task. A test
 * that ends otherwise than expected fails the step.
 *
 * @public
 */
export function createEgressGatewayTestAction(services: MeshBackendServices) {
  return createTemplateAction({
    id: 'mesh:egressGateway:test',
    description:
      'Calls a host outside the mesh through an egress gateway, from a Job in the cluster that ends by itself',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        cluster: z => z.string().describe('The cluster of the gateway'),
        namespace: z => z.string().describe('The namespace of the gateway'),
        name: z => z.string().describe('The name of the gateway'),
        kind: z =>
          z
            .enum(['inside', 'outside'])
            .describe(
              'inside: a workload of the mesh calls. outside: somebody outside the mesh calls through the ingress gateway. Default: inside',
            )
            .optional(),
        host: z =>
          z
            .string()
            .describe('The host; may be left out when there is one only')
            .optional(),
        port: z =>
          z
            .number()
            .describe('The port; may be left out when the host has one only')
            .optional(),
        path: z =>
          z.string().describe('Path of the call. Default: /').optional(),
        callerNamespace: z =>
          z
            .string()
            .describe(
              'Where the caller runs; needs the permission mesh.egress.test there. Default: the namespace of the gateway',
            )
            .optional(),
        serviceAccount: z =>
          z
            .string()
            .describe('Under which identity it calls. Default: default')
            .optional(),
        certificateAuthority: z =>
          z
            .string()
            .describe(
              'ConfigMap where the caller runs whose ca.crt signed what is called. Default: the authorities of the image',
            )
            .optional(),
        waitSeconds: z =>
          z
            .number()
            .describe('How long to wait, 5 to 240 seconds. Default: 90')
            .optional(),
        expect: z =>
          z
            .enum(['passed', 'refused'])
            .describe('What the test is to find. Default: passed')
            .optional(),
      },
      output: {
        state: z =>
          z.string().describe('passed, refused, failed or notRun').optional(),
        message: z =>
          z.string().describe('What was called and what came back').optional(),
        status: z =>
          z.number().describe('HTTP status of the answer').optional(),
      },
    },
    async handler(ctx) {
      const { cluster, namespace, name, callerNamespace, expect, ...more } =
        ctx.input;
      const given = Object.fromEntries(
        Object.entries(more).filter(
          ([, value]) => value !== undefined && value !== '',
        ),
      );
      if (ctx.isDryRun) {
        ctx.logger.info('Dry-run: nothing is called.');
        return;
      }
      const test = await callMeshBackend(
        services,
        ctx,
        (_, options, __, client) =>
          client.test(
            { cluster, namespace, name },
            {
              ...given,
              kind: more.kind ?? 'inside',
              ...(callerNamespace ? { namespace: callerNamespace } : {}),
            },
            options,
          ),
      );
      ctx.logger.info(test.message);
      ctx.output('state', test.state);
      ctx.output('message', test.message);
      if (test.status !== undefined) {
        ctx.output('status', test.status);
      }
      const wanted = expect ?? 'passed';
      if (test.state !== wanted) {
        throw new Error(
          `The test of the egress gateway ${namespace}/${name} was to be ${wanted}, and is ${test.state}: ${test.message}`,
        );
      }
    },
  });
}
