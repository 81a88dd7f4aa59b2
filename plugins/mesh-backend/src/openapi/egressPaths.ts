import { problems } from './problems';
import { ref } from './shapes';

function inPath(name: string) {
  return { name, in: 'path', required: true, schema: { type: 'string' } };
}

function query(name: string, description: string, schema: object = {}) {
  return {
    name,
    in: 'query',
    schema: { type: 'string', ...schema },
    description,
  };
}

const gateway = ['cluster', 'namespace', 'name'].map(inPath);
const dryRun = query('dryRun', 'Tell what would change and change nothing', {
  type: 'boolean',
});

function body(schema: string) {
  return {
    required: true,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

const unchanged = { description: 'Nothing the caller may see has changed' };

/** The routes of egress gateways, beside the one that applies. */
export const egressPaths = {
  '/egress-gateways': {
    get: {
      summary: 'The egress gateways of all clusters, ours and others',
      description:
        'Answered from memory: `clusters` says how fresh it is and what could not be read.',
      responses: {
        200: answer('What the caller may see', 'EgressGatewaySummaryAnswer'),
        304: unchanged,
        ...problems(400, 401, 403),
      },
    },
    post: {
      summary: 'Make or change an egress gateway',
      description:
        'What stays is written before what the gateway has no more is deleted. Twice changes nothing.',
      parameters: [dryRun],
      requestBody: body('ApplyEgressGatewayRequest'),
      responses: {
        200: answer('What happened to each object', 'EgressApplyReport'),
        ...problems(400, 401, 403, 404, 409, 503),
      },
    },
  },
  '/egress-gateways/choices': {
    get: {
      summary: 'What a form may offer for a cluster',
      parameters: [
        { ...query('cluster', 'Name of the cluster'), required: true },
      ],
      responses: {
        200: answer('Of what the caller may read', 'EgressChoices'),
        ...problems(400, 401, 403),
      },
    },
  },
  '/egress-gateways/preview': {
    post: {
      summary: 'What a gateway would be and do',
      description:
        'Changes nothing. A gateway that cannot be made is answered with `problems` by field.',
      requestBody: body('EgressPreviewRequest'),
      responses: {
        200: answer(
          'The gateway, its objects and its effects',
          'EgressPreview',
        ),
        ...problems(400, 401, 403),
      },
    },
  },
  '/egress-gateways/{cluster}/{namespace}/{name}': {
    get: {
      summary: 'One egress gateway',
      description:
        'From memory, but for what removal deletes, for how it was asked for and for whether its Secrets are there: these are looked up.',
      parameters: gateway,
      responses: {
        200: answer('What the caller may see', 'EgressGatewayDetailAnswer'),
        304: unchanged,
        ...problems(400, 401, 403, 404),
      },
    },
    delete: {
      summary: 'Remove an egress gateway that Meshport made',
      parameters: [
        ...gateway,
        dryRun,
        query('plan', '`plan.hash` of the dry-run; needed to delete'),
        query('evenIfUsed', 'Delete it although somebody still uses it', {
          type: 'boolean',
        }),
      ],
      responses: {
        200: answer('What was, or would be, deleted', 'EgressRemovalReport'),
        ...problems(400, 401, 403, 404, 409, 503),
      },
    },
  },
  '/egress-gateways/{cluster}/{namespace}/{name}/upstreams': {
    post: {
      summary: 'Add an upstream to an egress gateway as it is now',
      parameters: [...gateway, dryRun],
      requestBody: body('AddEgressUpstreamRequest'),
      responses: {
        200: answer('What happened to each object', 'EgressApplyReport'),
        ...problems(400, 401, 403, 404, 409, 503),
      },
    },
  },
  '/egress-gateways/{cluster}/{namespace}/{name}/tests': {
    post: {
      summary: 'Call through a gateway from a Job in the cluster',
      description: 'Needs the permission mesh.egress.test.',
      parameters: gateway,
      requestBody: body('StartEgressTest'),
      responses: {
        200: answer('What the test found', 'EgressTest'),
        ...problems(400, 401, 403, 404, 409, 503),
      },
    },
  },
  '/entities/{kind}/{namespace}/{name}/egress': {
    get: {
      summary: 'What a component may reach outside, and by which gateway',
      parameters: ['kind', 'namespace', 'name'].map(inPath),
      responses: {
        200: answer('What the caller may see', 'EntityEgressAnswer'),
        304: unchanged,
        ...problems(400, 401, 403, 404, 503),
      },
    },
  },
};
