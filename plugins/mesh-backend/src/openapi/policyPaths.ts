import {
  CALLER_KINDS,
  DEFAULT_PAGE_SIZE,
  MAX_PAGE_SIZE,
  MAX_SEARCH_LENGTH,
} from '@meshport/backstage-plugin-mesh-common';
import { problems } from './problems';
import { count, flag, list, oneOf, ref, shape, text } from './shapes';

function query(name: string, description: string, schema: object = {}) {
  return {
    name,
    in: 'query',
    schema: { type: 'string', ...schema },
    description,
  };
}

function required(name: string, description: string) {
  return { ...query(name, description), required: true };
}

function answer(description: string, schema: string) {
  return {
    description,
    content: { 'application/json': { schema: ref(schema) } },
  };
}

/** The routes of questions about policies, and of the objects that decide. */
export const policyPaths = {
  '/policies/ask': {
    post: {
      summary: 'Whether one may call another, and what decides it',
      description:
        'Answered from memory, over all policies of the cluster. What decides in a namespace that the caller may not read is not named.',
      requestBody: {
        required: true,
        content: { 'application/json': { schema: ref('CallQuestion') } },
      },
      responses: {
        200: answer('The answer, or that it is not known', 'CallAnswer'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  '/policies/callers': {
    get: {
      summary: 'Who can be asked for as a caller',
      description: 'Answered from memory: what the caller may read.',
      parameters: [
        required('cluster', 'The cluster'),
        query('search', 'Only with this text in a name, namespace or kind', {
          maxLength: MAX_SEARCH_LENGTH,
        }),
        query('limit', 'At most so many', {
          type: 'integer',
          minimum: 1,
          maximum: MAX_PAGE_SIZE,
          default: DEFAULT_PAGE_SIZE,
        }),
      ],
      responses: {
        200: answer('Callers by kind, namespace and name', 'CallerChoices'),
        ...problems(400, 401, 403, 404),
      },
    },
  },
  '/objects': {
    get: {
      summary: 'An object as YAML, with the lines of a field',
      description:
        'Answered from memory. Values of headers that carry credentials are covered.',
      parameters: [
        required('cluster', 'The cluster'),
        required('kind', 'The kind, e.g. AuthorizationPolicy'),
        required('namespace', 'The namespace'),
        required('name', 'The name'),
        query('field', 'JSON pointer of a field, e.g. /spec/rules/0'),
      ],
      responses: {
        200: answer('The object', 'MeshObjectAnswer'),
        304: { description: 'Nothing the caller may see has changed' },
        ...problems(400, 401, 403, 404),
      },
    },
  },
};

const pointed = { decidedBy: ref('ObjectReference'), 'hidden?': flag };
const labels = { type: 'object', additionalProperties: text };
const port = { type: 'integer', minimum: 1, maximum: 65535 };

/** What these routes and the card of policies answer with. */
export const policySchemas = {
  ServicePort: shape({
    service: text,
    port: count,
    'name?': text,
    'isHttp?': flag,
  }),
  ClientTlsConflict: shape({
    service: text,
    'ports?': list(count),
    'subset?': text,
    mode: oneOf('DISABLE', 'SIMPLE', 'MUTUAL', 'ISTIO_MUTUAL'),
    result: oneOf('refused', 'plain', 'foreign'),
    'callersIn?': text,
    'callersWith?': labels,
    ...pointed,
  }),
  TokenNeeds: shape({
    need: oneOf('none', 'optional', 'sometimes', 'required', 'unknown'),
    'why?': text,
    issuers: list(
      shape({
        issuer: text,
        audiences: list(text),
        sentIn: list(text),
        ...pointed,
      }),
    ),
    askedBy: list(shape(pointed)),
  }),
  SubsetVerdict: shape({
    service: text,
    name: text,
    labels,
    workloads: count,
    decidedBy: ref('ObjectReference'),
  }),
  OutboundScope: shape({
    'hosts?': list(text),
    others: oneOf('passed', 'refused', 'unknown'),
    othersFrom: oneOf('sidecar', 'mesh', 'default'),
    'decidedBy?': ref('ObjectReference'),
    'why?': text,
    'hidden?': flag,
  }),
  PolicyEffects: shape({
    clientTls: shape({
      conflicts: list(ref('ClientTlsConflict')),
      'why?': text,
    }),
    tokens: ref('TokenNeeds'),
    subsets: list(ref('SubsetVerdict')),
    routesHere: list(ref('RouteVerdict')),
    'routesWhy?': text,
    outbound: list(ref('OutboundScope')),
  }),
  CallerReference: shape({
    kind: oneOf(...CALLER_KINDS),
    namespace: text,
    name: text,
  }),
  CallerChoices: shape({
    items: list(
      shape({
        kind: oneOf(...CALLER_KINDS),
        namespace: text,
        name: text,
        'pods?': count,
      }),
    ),
    total: count,
    clusters: list(ref('ClusterFreshness')),
  }),
  CallQuestion: shape({
    cluster: text,
    from: ref('CallerReference'),
    to: shape({ namespace: text, name: text }),
    port,
    'method?': text,
    'path?': text,
    'headers?': { type: 'object', additionalProperties: text },
  }),
  CallAnswer: shape({
    answer: oneOf('yes', 'no', 'notKnown'),
    decidedBy: list(
      shape({
        kind: text,
        cluster: text,
        'namespace?': text,
        'name?': text,
        'hidden?': flag,
        'field?': text,
        'rule?': count,
      }),
    ),
    why: text,
    'mtls?': flag,
    clusters: list(ref('ClusterFreshness')),
  }),
  MeshObject: shape({
    cluster: text,
    kind: text,
    namespace: text,
    name: text,
    manifest: shape({ text, lines: list(count), whole: flag }),
    'keptBy?': shape({ tool: text, name: text }),
    'owner?': text,
  }),
};
