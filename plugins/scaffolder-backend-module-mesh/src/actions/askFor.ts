import { ActionContext } from '@backstage/plugin-scaffolder-node';
import {
  CreateMeshRequest,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { z as Zod } from 'zod/v3';
import { callMeshBackend, MeshBackendServices } from './meshBackend';
import { requestKeyOf } from './requestKey';
import { waitUntilReady } from './waitUntilReady';

type Z = typeof Zod;
type Context = ActionContext<any, any>;

/** What an action that asks for something answers with; never material. */
export const requestOutput = {
  id: (z: Z) => z.string().describe('The ID of the request').optional(),
  url: (z: Z) =>
    z.string().describe('The address of the request’s page').optional(),
  title: (z: Z) => z.string().describe('What was asked for, in words'),
  status: (z: Z) => z.string().describe('How it stands').optional(),
  contentHash: (z: Z) => z.string().describe('SHA-256 of the plan'),
  approvalNeeded: (z: Z) =>
    z.boolean().describe('Whether somebody has to approve it'),
  nextStep: (z: Z) => z.string().describe('What happens next, in words'),
};

/**
 * Asks the mesh backend for something as the person who started the task, or,
 * in a dry-run, what asking would come to.
 *
 * @param waitSeconds - how long to wait until it is ready, where no approval is needed
 */
export function askFor(
  ctx: Context,
  services: MeshBackendServices & { appUrl: string },
  request: CreateMeshRequest,
  waitSeconds = 0,
): Promise<void> {
  return ctx.isDryRun
    ? preview(ctx, services, request)
    : create(ctx, services, request, waitSeconds);
}

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
