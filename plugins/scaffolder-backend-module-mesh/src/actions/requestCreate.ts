import { InputError } from '@backstage/errors';
import {
  ActionContext,
  createTemplateAction,
} from '@backstage/plugin-scaffolder-node';
import {
  CreateMeshRequest,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { requestKeyOf } from './requestKey';
import { examples } from './requestCreate.examples';
import { callMeshBackend, MeshBackendServices } from './meshBackend';
import { waitUntilReady } from './waitUntilReady';

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
      output: {
        id: z => z.string().describe('The ID of the request').optional(),
        url: z =>
          z.string().describe('The address of the request’s page').optional(),
        title: z => z.string().describe('What was asked for, in words'),
        status: z => z.string().describe('How it stands').optional(),
        contentHash: z => z.string().describe('SHA-256 of the plan'),
        approvalNeeded: z =>
          z.boolean().describe('Whether somebody has to approve it'),
        nextStep: z => z.string().describe('What happens next, in words'),
      },
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
      await (ctx.isDryRun
        ? preview(ctx, services, request)
        : create(ctx, services, request, waitForReady));
    },
  });
}

type Context = ActionContext<any, any>;

/** Nothing is stored in a dry-run. */
async function preview(
  ctx: Context,
  services: MeshBackendServices,
  request: CreateMeshRequest,
) {
  const { plan, contentHash, approval, diff, findings } = await callMeshBackend(
    services,
    ctx,
    (_, options, requests) => requests.plan(request, options),
  );
  for (const { outcome, object } of diff) {
    ctx.logger.info(
      `would be ${outcome}: ${object.kind} ${
        object.namespace ? `${object.namespace}/` : ''
      }${object.name} in ${object.cluster}`,
    );
  }
  for (const { code, severity, message } of findings) {
    ctx.logger.info(`${severity} ${code}: ${message}`);
  }
  ctx.output('title', plan.title);
  ctx.output('contentHash', contentHash);
  ctx.output('approvalNeeded', approval.needed);
  ctx.output('nextStep', approval.explanation);
}

async function create(
  ctx: Context,
  services: MeshBackendServices & { appUrl: string },
  request: CreateMeshRequest,
  waitSeconds: number,
) {
  let made = await callMeshBackend(services, ctx, (_, options, requests) =>
    requests.create(
      { ...request, idempotencyKey: requestKeyOf(ctx, request) },
      options,
    ),
  );
  const url = `${services.appUrl.replace(/\/+$/, '')}/mesh/requests/${made.id}`;
  ctx.output('id', made.id);
  ctx.output('url', url);
  ctx.output('title', made.title);
  ctx.output('contentHash', made.contentHash);
  ctx.output('approvalNeeded', made.approval.needed);
  ctx.logger.info(`${made.title}: ${url}`);
  if (waitSeconds > 0 && !made.approval.needed) {
    made = await waitUntilReady(made, {
      seconds: waitSeconds,
      signal: ctx.signal,
      read: () =>
        callMeshBackend(services, ctx, (_, options, requests) =>
          requests.get(made.id, options),
        ),
    });
  }
  ctx.output('status', made.status);
  ctx.output('nextStep', made.nextStep.text);
  ctx.logger.info(`${made.status}: ${made.nextStep.text}`);
  refuseFailure(made, url);
}

function refuseFailure(
  { title, status, problem }: MeshRequestDetail,
  url: string,
) {
  if (status === 'failed') {
    throw new Error(
      `${title} failed: ${problem?.cause}. ${problem?.mend}. See ${url}`.replace(
        /\.+(?=\. )/g,
        '',
      ),
    );
  }
}
