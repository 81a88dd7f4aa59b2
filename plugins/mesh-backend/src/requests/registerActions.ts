import { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import { REQUEST_STATUSES } from '@meshport/backstage-plugin-mesh-common';
import { callerOf } from './access/callers';
import { PreviewService } from './PreviewService';
import { RequestReader } from './RequestReader';
import { RequestService } from './RequestService';
import { readCreate, readFilter, readId } from './routes/requestInput';

/**
 * Offers list, show, plan and create to programs, with the checks of the
 * routes and the caller's own rights. Decisions are not among them: they take
 * a person.
 */
export function registerRequestActions(
  registry: ActionsRegistryService,
  {
    reader,
    service,
    preview,
  }: {
    reader: RequestReader;
    service: RequestService;
    preview: PreviewService;
  },
): void {
  registry.register({
    name: 'list-mesh-requests',
    title: 'List requests to the mesh',
    description:
      'Lists requests that the caller may see, newest first.\n\n**When to use**: to find a request, or to see what waits for whom.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          view: z
            .enum(['mine', 'to-approve', 'all'])
            .optional()
            .describe('Default: all'),
          status: z.enum(REQUEST_STATUSES as [string, ...string[]]).optional(),
          kind: z.string().optional().describe('E.g. egress-gateway'),
          cluster: z.string().optional(),
          namespace: z.string().optional(),
          text: z.string().optional().describe('Part of the title'),
          limit: z.number().int().min(1).max(100).optional(),
          offset: z.number().int().min(0).optional(),
        }),
      output: z =>
        z.object({
          items: z.array(z.record(z.any())),
          total: z.number(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { type } = credentials.principal as { type?: string };
      const { limit, offset, ...filter } = input;
      const { items, total } = await reader.list(
        readFilter({
          ...filter,
          ...(limit === undefined ? {} : { limit: String(limit) }),
          ...(offset === undefined ? {} : { offset: String(offset) }),
        }),
        credentials,
        type === 'user' ? callerOf(credentials).userRef : undefined,
      );
      return { output: { items: items as object[], total } };
    },
  });
  registry.register({
    name: 'show-mesh-request',
    title: 'Show a request to the mesh',
    description:
      'Shows one request whole: plan, what would change, findings, who has to approve, history and next step.\n\n**When to use**: to explain where a request stands.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z => z.object({ id: z.string().describe('UUID of the request') }),
      output: z => z.object({ request: z.record(z.any()) }),
    },
    action: async ({ input, credentials }) => {
      const { type } = credentials.principal as { type?: string };
      const request = await reader.detail(
        readId(input.id),
        credentials,
        type === 'user' ? callerOf(credentials) : undefined,
      );
      return { output: { request } };
    },
  });
  registry.register({
    name: 'plan-mesh-request',
    title: 'Plan a request to the mesh',
    description:
      'Says what a request would make, what would change, what is found about it and who would have to approve. Stores and changes nothing.\n\n**When to use**: before creating a request.',
    attributes: { readOnly: true, idempotent: true, destructive: false },
    schema: {
      input: z =>
        z.object({
          kind: z.string(),
          parameters: z.record(z.any()),
          delivery: z.enum(['apply', 'git']).optional(),
          beneficiary: z.string().optional(),
        }),
      output: z => z.object({ preview: z.record(z.any()) }),
    },
    action: async ({ input, credentials }) => ({
      output: {
        preview: await preview.preview(
          readCreate(input),
          callerOf(credentials),
        ),
      },
    }),
  });
  registry.register({
    name: 'create-mesh-request',
    title: 'Create a request to the mesh',
    description:
      'Asks for something in the name of the calling person. Where a policy wants an approval, a person has to give it in the portal; this returns at once.\n\n**When to use**: after planning it, when the person wants it. Give an idempotencyKey to be able to repeat the call.',
    attributes: { readOnly: false, idempotent: false, destructive: false },
    schema: {
      input: z =>
        z.object({
          kind: z.string(),
          parameters: z.record(z.any()),
          delivery: z.enum(['apply', 'git']).optional(),
          beneficiary: z.string().optional(),
          reason: z.string().optional(),
          idempotencyKey: z.string().optional(),
        }),
      output: z =>
        z.object({
          id: z.string(),
          link: z.string(),
          status: z.string(),
          created: z.boolean(),
        }),
    },
    action: async ({ input, credentials }) => {
      const { request, created } = await service.create(
        readCreate(input),
        callerOf(credentials),
      );
      return {
        output: {
          id: request.id,
          link: `/mesh/requests/${request.id}`,
          status: request.status,
          created,
        },
      };
    },
  });
}
