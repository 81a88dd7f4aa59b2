import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { askFor, requestOutput } from './askFor';
import { examples } from './requestCreate.examples';
import { MeshBackendServices } from './meshBackend';

const LONGEST_WAIT_SECONDS = 600;

/**
 * Action `mesh:request:create`: asks for something as the person who started
 * the task. It never waits for a human being: where an approval is needed, the
 * step ends when the request is stored. Running it again, as recovery does,
 * finds the request that it made first.
 *
 * @param appUrl - `app.baseUrl`, for the link to the request's page
 * @public
 */
export function createRequestCreateAction(
  services: MeshBackendServices & { appUrl: string },
) {
  return createTemplateAction({
    id: 'mesh:request:create',
    description:
      'Asks for something in the mesh, such as an egress gateway; it is made at once where policy wants no approval, else after somebody has approved it',
    examples,
    supportsDryRun: true,
    schema: {
      input: {
        kind: z =>
          z.string().describe('What is asked for, e.g. egress-gateway'),
        parameters: z =>
          z
            .record(z.any())
            .describe(
              'Of that kind; GET /api/mesh/requests/kinds has the schema',
            ),
        delivery: z =>
          z
            .enum(['apply', 'git'])
            .describe('How it reaches the cluster. Default: apply')
            .optional(),
        beneficiary: z =>
          z
            .string()
            .describe('Reference of the entity that it is for')
            .optional(),
        reason: z =>
          z
            .string()
            .describe('Why it is asked for; who approves it reads this')
            .optional(),
        pullRequestUrl: z =>
          z
            .string()
            .describe('With delivery git: the address of its pull request')
            .optional(),
        waitForReady: z =>
          z
            .number()
            .describe(
              `How long to wait until it is ready, 0 to ${LONGEST_WAIT_SECONDS} seconds, only where no approval is needed. Default: 0`,
            )
            .optional(),
      },
      output: requestOutput,
    },
    async handler(ctx) {
      const { waitForReady = 0, ...request } = ctx.input;
      if (
        !Number.isFinite(waitForReady) ||
        waitForReady < 0 ||
        waitForReady > LONGEST_WAIT_SECONDS
      ) {
        throw new InputError(
          `waitForReady: give a number of seconds from 0 to ${LONGEST_WAIT_SECONDS}`,
        );
      }
      await askFor(ctx, services, request, waitForReady);
    },
  });
}
