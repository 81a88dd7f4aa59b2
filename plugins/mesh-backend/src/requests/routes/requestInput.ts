import { InputError } from '@backstage/errors';
import {
  ApproveMeshRequest,
  ChangeMeshRequest,
  EditMeshRequest,
  LinkMeshRequest,
  MeshRequestFilter,
  REQUEST_STATUSES,
  RejectMeshRequest,
  RequestDelivery,
  RequestStatus,
} from '@meshport/backstage-plugin-mesh-common';
import { z } from 'zod';
import { isDnsLabel } from '../../manifests/objects';
import { readEntityRef } from '../PeopleDirectory';

/** A body of `POST /requests`, read: references in full and in lower case. */
export interface CreateInput {
  kind: string;
  parameters: Record<string, unknown>;
  delivery: RequestDelivery;
  beneficiary?: string;
  reason?: string;
  pullRequestUrl?: string;
  idempotencyKey?: string;
}

const MAX_REASON = 1000;
/** Control characters but tab and line feed have no place in what people read. */
const CONTROL = /[^\P{Cc}\t\n]/u;

const text = (max: number) =>
  z
    .string({ error: 'give text' })
    .trim()
    .min(1, { error: 'is empty; write something or leave it out' })
    .max(max, { error: `is too long; use at most ${max} characters` })
    .refine(value => !CONTROL.test(value), {
      error: 'holds control characters; take them out',
    });

const contentHash = z
  .string({ error: 'send the contentHash of the plan that was shown' })
  .regex(/^[0-9a-f]{64}$/, {
    error: 'is no hash; send the contentHash of the plan that was shown',
  });

const url = text(2000).refine(isWebAddress, {
  error:
    'is no address of a web page; write it with https://, without a user name or password',
});

const delivery = z.enum(['apply', 'git'], { error: 'write apply or git' });
const parameters = z.record(z.string(), z.unknown(), {
  error: 'give the parameters of the kind as an object',
});
const kind = z
  .string({ error: 'name the kind of request, e.g. egress-gateway' })
  .regex(/^[a-z][a-z0-9-]{0,99}$/, {
    error: 'is no kind of request; name one, e.g. egress-gateway',
  });

const create = z.strictObject({
  kind,
  parameters,
  delivery: delivery.default('apply'),
  beneficiary: text(250).optional(),
  reason: text(MAX_REASON).optional(),
  pullRequestUrl: url.optional(),
  idempotencyKey: text(200).optional(),
});

const approve = z.strictObject({
  contentHash,
  reason: text(MAX_REASON).optional(),
});

const reject = z.strictObject({
  contentHash,
  reason: text(MAX_REASON),
});

const change = z.strictObject({
  contentHash: contentHash.optional(),
  reason: text(MAX_REASON).optional(),
});

const edit = z.strictObject({
  contentHash,
  parameters,
  reason: text(MAX_REASON).optional(),
});

const link = z.strictObject({
  pullRequestUrl: url,
  state: z
    .enum(['open', 'merged', 'closed', 'unknown'], {
      error: 'write open, merged, closed or unknown',
    })
    .optional(),
});

/** Bodies of the routes; each throws `InputError` with one line for each wrong field. */
export function readCreate(body: unknown): CreateInput {
  const input = read(create, body);
  if (input.pullRequestUrl && input.delivery !== 'git') {
    throw new InputError(
      'pullRequestUrl: belongs to delivery git; leave it out or write delivery: git',
    );
  }
  return {
    ...input,
    ...(input.beneficiary
      ? {
          beneficiary: readEntityRef(
            input.beneficiary,
            'beneficiary',
            'component',
          ),
        }
      : {}),
  };
}

export function readApprove(body: unknown): ApproveMeshRequest {
  return read(approve, body);
}

export function readReject(body: unknown): RejectMeshRequest {
  return read(reject, body);
}

export function readChange(body: unknown): ChangeMeshRequest {
  return read(change, body);
}

export function readEdit(body: unknown): EditMeshRequest {
  return read(edit, body);
}

export function readLink(body: unknown): LinkMeshRequest {
  return read(link, body);
}

const one = (error: string) => z.string({ error });
const label = z
  .string({ error: 'give it once' })
  .refine(isDnsLabel, { error: 'is no name of Kubernetes' });
const count = (min: number, max: number) =>
  z
    .string({ error: 'give it once' })
    .regex(/^\d{1,9}$/, { error: `give a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine(value => value >= min && value <= max, {
      error: `give a whole number from ${min} to ${max}`,
    });
const many = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    value => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(item).max(20, { error: 'name at most 20' }).optional(),
  );

const filter = z.strictObject({
  view: z
    .enum(['mine', 'to-approve', 'all'], {
      error: 'write mine, to-approve or all',
    })
    .optional(),
  status: many(
    z.enum(REQUEST_STATUSES as [RequestStatus], {
      error: `write one of ${REQUEST_STATUSES.join(', ')}`,
    }),
  ),
  kind: many(kind),
  cluster: label.optional(),
  namespace: label.optional(),
  requester: one('give it once').optional(),
  beneficiary: one('give it once').optional(),
  text: text(200).optional(),
  limit: count(1, 100).default(20),
  offset: count(0, 1_000_000).default(0),
});

/** The query of `GET /requests`. */
export function readFilter(
  query: unknown,
): MeshRequestFilter & { limit: number; offset: number } {
  const { requester, beneficiary, ...rest } = read(filter, query, 'query');
  return {
    ...rest,
    ...(requester
      ? { requester: readEntityRef(requester, 'requester', 'user') }
      : {}),
    ...(beneficiary
      ? { beneficiary: readEntityRef(beneficiary, 'beneficiary', 'component') }
      : {}),
  };
}

/** A request's ID of the path; throws `InputError`. */
export function readId(id: string): string {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) {
    throw new InputError('id: is not that of a request; take it from the list');
  }
  return id;
}

function isWebAddress(value: string): boolean {
  try {
    const { protocol, username, password } = new URL(value);
    return /^https?:$/.test(protocol) && !username && !password;
  } catch {
    return false;
  }
}

function read<T>(
  schema: z.ZodType<T>,
  body: unknown,
  whole: 'body' | 'query' = 'body',
): T {
  const result = schema.safeParse(body);
  if (result.success) {
    return result.data;
  }
  throw new InputError(
    result.error.issues
      .map(issue => {
        if (issue.code === 'unrecognized_keys') {
          return `${whole}: there is no field ${issue.keys
            .map(key => JSON.stringify(key.slice(0, 60)))
            .join(', ')}`;
        }
        return `${issue.path.join('.') || whole}: ${
          issue.path.length ? issue.message : 'send a JSON object'
        }`;
      })
      .join('\n'),
  );
}
