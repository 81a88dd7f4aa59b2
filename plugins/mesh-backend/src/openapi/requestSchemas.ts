import { REQUEST_STATUSES } from '@meshport/backstage-plugin-mesh-common';
import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const free = { type: 'object' };
const status = oneOf(...REQUEST_STATUSES);
const delivery = oneOf('apply', 'git');
const target = shape({ cluster: text, 'namespace?': text });
const reference = shape({
  kind: text,
  cluster: text,
  'namespace?': text,
  'name?': text,
  'hidden?': flag,
  'apiVersion?': text,
});
const hash = { type: 'string', pattern: '^[0-9a-f]{64}$' };
const state = oneOf('open', 'merged', 'closed', 'unknown');
const change = shape({ path: text, 'before?': {}, 'after?': {} });
const actor = shape({
  type: oneOf('user', 'system'),
  'entityRef?': text,
  'via?': text,
});
const planned = { contentHash: hash, 'reason?': text };

const summary = {
  id: text,
  kind: text,
  title: text,
  status,
  delivery,
  targets: list(
    shape({ cluster: text, 'namespace?': text, owners: list(text) }),
  ),
  requester: text,
  lastEditor: text,
  'beneficiary?': text,
  contentHash: hash,
  createdAt: time,
  updatedAt: time,
  'expiresAt?': time,
  'pullRequest?': shape({ url: text, state }),
  'problem?': shape({ cause: text, mend: text, 'retryAt?': time }),
  'progress?': text,
};

const results = {
  diff: list(ref('AppliedObject')),
  findings: list(ref('RequestFinding')),
  approval: ref('RequestApproval'),
};

/** The schemas of requests, by their names in mesh-common. */
export const requestSchemas: Record<string, object> = {
  AppliedObject: shape({
    object: reference,
    outcome: oneOf('created', 'changed', 'unchanged'),
    changes: list(change),
  }),
  RequestFinding: shape({
    code: text,
    severity: oneOf('error', 'warning', 'info'),
    message: text,
    'mend?': text,
    'object?': reference,
    'path?': text,
  }),
  RequestPlan: shape({
    formatVersion: count,
    kind: text,
    title: text,
    renderer: shape({ name: text, version: text }),
    delivery,
    'beneficiary?': text,
    targets: list(target),
    parameters: free,
    objects: list(shape({ cluster: text, manifest: free })),
    placeholders: list(shape({ name: text, description: text })),
    statements: list(text),
    'alsoKinds?': list(text),
  }),
  RequestApproval: shape({
    needed: flag,
    explanation: text,
    demands: list(
      shape({
        policy: text,
        approverGroups: list(text),
        'approvedBy?': text,
      }),
    ),
    'beneficiaryOwner?': text,
    beneficiaryMustAgree: flag,
    'agreedBy?': text,
  }),
  RequestEvent: shape({
    sequence: count,
    type: text,
    status,
    at: time,
    actor,
    'reason?': text,
    'mend?': text,
    contentHash: hash,
    'policies?': list(text),
  }),
  MeshRequest: shape(summary),
  MeshRequestDetail: shape({
    ...summary,
    ...results,
    plan: ref('RequestPlan'),
    history: list(ref('RequestEvent')),
    nextStep: shape({ text, waitingFor: list(text) }),
    allowedActions: list(
      oneOf(
        'approve',
        'reject',
        'agree',
        'cancel',
        'edit',
        'link',
        'retry',
        'retire',
      ),
    ),
  }),
  MeshRequestList: shape({
    items: list(ref('MeshRequest')),
    total: count,
    limit: count,
    offset: count,
  }),
  MeshRequestKinds: shape({
    items: list(
      shape({
        name: text,
        title: text,
        deliveries: list(delivery),
        schema: free,
      }),
    ),
  }),
  RequestPreview: shape({
    ...results,
    plan: ref('RequestPlan'),
    contentHash: hash,
  }),
  RequestLive: shape({
    at: time,
    state: oneOf(
      'notInCluster',
      'mergedNotInCluster',
      'matches',
      'differs',
      'notCompared',
      'unknown',
    ),
    message: text,
    differences: list(
      shape({ object: reference, present: flag, changes: list(change) }),
    ),
    'diff?': list(ref('AppliedObject')),
    findings: list(ref('RequestFinding')),
  }),
  CreateMeshRequest: shape({
    kind: text,
    parameters: free,
    'delivery?': delivery,
    'beneficiary?': text,
    'reason?': text,
    'pullRequestUrl?': text,
    'idempotencyKey?': text,
  }),
  ApproveMeshRequest: shape(planned),
  RejectMeshRequest: shape({ contentHash: hash, reason: text }),
  ChangeMeshRequest: shape({ 'contentHash?': hash, 'reason?': text }),
  EditMeshRequest: shape({ ...planned, parameters: free }),
  LinkMeshRequest: shape({ pullRequestUrl: text, 'state?': state }),
  VmBundleInput: shape({
    'internalIP?': text,
    'externalIP?': text,
    'captureDNS?': flag,
    'tokenSeconds?': { type: 'integer', minimum: 600, maximum: 3600 },
    'machine?': shape({ name: text, address: text }),
  }),
};
