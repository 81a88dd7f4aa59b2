import { resolveSafeChildPath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readIstioOperator } from '@meshport/istio';
import { readFile, stat } from 'node:fs/promises';
import { examples } from './egressGatewayTakeOver.examples';

/** Largest file that is read, in bytes. */
const MOST_BYTES = 1024 * 1024;

/**
 * Action `mesh:egressGateway:takeOver`: reads the egress gateways of an
 * IstioOperator file in the workspace, so that other steps can make them in any
 * pattern. It touches no cluster.
 *
 * @public
 */
export function createEgressGatewayTakeOverAction() {
  return createTemplateAction({
    id: 'mesh:egressGateway:takeOver',
    description:
      'Reads the egress gateways of an IstioOperator file, for mesh:egressGateway:generate and mesh:egressGateway:apply',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        path: z =>
          z
            .string()
            .describe(
              'The file in the workspace; the routes of the gateways may stand in it, too',
            ),
        pattern: z =>
          z
            .enum(['injected', 'helm', 'gateway-api', 'waypoint'])
            .describe('In which form they are to run. Default: injected')
            .optional(),
      },
      output: {
        gateways: z =>
          z
            .array(z.record(z.any()))
            .describe('One input for each gateway, as far as the file tells'),
        missing: z =>
          z
            .array(z.string())
            .describe(
              'Fields that the file does not tell, e.g. out: upstreams',
            ),
        leftOut: z =>
          z
            .array(z.string())
            .describe(
              'What the file says and is not taken over, with the reason',
            ),
      },
    },
    async handler(ctx) {
      const { path, pattern } = ctx.input;
      const file = resolveSafeChildPath(ctx.workspacePath, path);
      const { size } = await stat(file).catch(() => {
        throw new InputError(`path: there is no file ${path} in the workspace`);
      });
      if (size > MOST_BYTES) {
        throw new InputError('path: the file is larger than 1 MiB');
      }
      const { gateways, problems } = readIstioOperator(
        await readFile(file, 'utf8'),
      );
      if (problems.length > 0) {
        throw new InputError(problems.map(one => `path: ${one}`).join('\n'));
      }
      const remarks = (of: 'missing' | 'leftOut') =>
        gateways.flatMap(one =>
          one[of].map(remark => `${one.input.name}: ${remark}`),
        );
      remarks('missing').forEach(one =>
        ctx.logger.warn(`not in the file: ${one}`),
      );
      remarks('leftOut').forEach(one => ctx.logger.warn(`left out: ${one}`));
      ctx.output(
        'gateways',
        gateways.map(({ input }) => ({
          ...input,
          ...(pattern ? { pattern } : {}),
        })),
      );
      ctx.output('missing', remarks('missing'));
      ctx.output('leftOut', remarks('leftOut'));
    },
  });
}
