import { count, flag, list, oneOf, ref, shape, text, time } from './shapes';

const keyType = oneOf('P-256', 'P-384', 'RSA-2048', 'RSA-4096');
const source = oneOf('plugged', 'selfSigned', 'primary', 'none', 'unknown');
const severity = oneOf('error', 'warning', 'info');
const problem = shape({ cause: text, mend: text });
const certificates = list(ref('CertificateView'));
const unknown = list(ref('RemoteClustersUnknown'));
const issuanceState = oneOf(
  'requested',
  'approved',
  'keyed',
  'issued',
  'checked',
  'written',
  'live',
  'failed',
  'orphaned',
  'revoked',
);

const frame = {
  clusters: list(ref('ClusterFreshness')),
  withheld: list(ref('WithheldNamespace')),
  'withheldClusters?': flag,
};

const rootChanges = {
  RootChangeProgress: shape({
    requestId: text,
    cluster: text,
    kind: oneOf('first', 'rotation'),
    authority: text,
    state: oneOf(
      'running',
      'paused',
      'rollingBack',
      'rolledBack',
      'done',
      'failed',
    ),
    steps: list(
      shape({
        number: { type: 'integer', minimum: 1, maximum: 3 },
        title: text,
        state: oneOf(
          'pending',
          'writing',
          'restarting',
          'waiting',
          'done',
          'undone',
          'failed',
        ),
        text,
        'startedAt?': time,
        'doneAt?': time,
        'doneBy?': time,
        'turned?': shape({ done: count, total: count, unknown: count }),
        laggards: list(
          shape({
            kind: oneOf('pod', 'gateway', 'machine', 'ztunnel'),
            namespace: text,
            name: text,
            'workload?': text,
            turned: oneOf('no', 'unknown'),
            'by?': time,
            why: text,
          }),
        ),
      }),
    ),
    'problem?': problem,
    'pausedBy?': text,
    allowedActions: list(oneOf('pause', 'resume', 'roll-back')),
  }),
  ChangeRootChange: shape({
    'reason?': {
      ...text,
      maxLength: 1000,
      description: 'Needed to roll back',
    },
  }),
};

const views = {
  CertificateView: shape({
    subject: text,
    issuer: text,
    serial: text,
    notBefore: time,
    notAfter: time,
    publicKey: text,
    fingerprint: text,
    keyAlgorithm: text,
    signatureAlgorithm: text,
    isCa: flag,
    'pathLength?': count,
    selfSigned: flag,
    pem: text,
  }),
  CaIssuance: shape({
    id: text,
    'requestId?': text,
    'requestTitle?': text,
    cluster: text,
    authority: text,
    provider: text,
    keyType,
    state: issuanceState,
    'publicKey?': text,
    'subject?': text,
    'issuer?': text,
    'serial?': text,
    'notBefore?': time,
    'notAfter?': time,
    'problem?': problem,
    'replaced?': flag,
    'revocable?': flag,
    'revocableWhy?': text,
    events: list(shape({ state: issuanceState, at: time, 'text?': text })),
  }),
  ClusterCertificates: shape({
    cluster: text,
    'title?': text,
    clusterId: text,
    'trustDomain?': text,
    source,
    'sourceWhy?': text,
    'primary?': text,
    'chain?': certificates,
    'chainWhy?': text,
    'roots?': certificates,
    'rootsWhy?': text,
    'ends?': time,
    'authority?': shape({ name: text, 'title?': text, provider: text }),
    'requestId?': text,
    'rootChange?': ref('RootChangeProgress'),
    alarms: list(shape({ severity, code: text, message: text, mend: text })),
  }),
  ConfiguredAuthority: shape({
    name: text,
    'title?': text,
    provider: text,
    clusters: list(text),
    usable: flag,
    'usableWhy?': text,
    'description?': shape({
      id: text,
      subject: text,
      keyAlgorithm: text,
      notAfter: time,
      'pathLengthRoom?': count,
      'tier?': text,
      limits: list(text),
      'root?': text,
    }),
    'unable?': text,
    'unfit?': text,
  }),
  CertificateFleet: shape({
    items: list(ref('ClusterCertificates')),
    ...frame,
    authorities: list(ref('ConfiguredAuthority')),
    commonRoots: shape({
      roots: list(
        shape({
          fingerprint: text,
          subject: text,
          notAfter: time,
          clusters: list(text),
        }),
      ),
      pairs: list(shape({ clusters: list(text), 'common?': flag })),
    }),
    orphans: list(ref('CaIssuance')),
    unknown,
  }),
  ClusterCertificatesAnswer: shape({
    items: list(ref('ClusterCertificates')),
    ...frame,
    'missingAnnotation?': flag,
  }),
  ClusterCertificatesDetail: shape({
    items: list(ref('ClusterCertificates')),
    ...frame,
    'details?': shape({
      namespace: text,
      'rootsInSecret?': certificates,
      'rootsAgree?': flag,
      'managers?': list(text),
      'notWritten?': text,
      revocationLists: ref('RevocationListsView'),
      'machines?': count,
      history: list(ref('CaIssuance')),
      unknown,
    }),
  }),
  RevocationListsView: shape({
    enabled: flag,
    'lists?': list(
      shape({
        issuer: text,
        thisUpdate: time,
        'nextUpdate?': time,
        revoked: count,
      }),
    ),
    state: oneOf('off', 'current', 'due', 'late', 'incomplete', 'unknown'),
    text,
  }),
};

const choices = {
  CaWay: shape({
    kind: oneOf(
      'certificate-authority-issue',
      'certificate-authority-renew',
      'certificate-authority-root-change',
    ),
    offered: flag,
    text,
    'outage?': flag,
  }),
  CaImportRequest: shape({
    cluster: text,
    file: { ...text, maxLength: 65536 },
  }),
  CaImport: shape({
    provider: oneOf('aws-pca', 'gcp-cas'),
    values: shape({
      authority: text,
      cluster: text,
      'namespace?': text,
      'keyType?': keyType,
      'validityDays?': count,
      'commonName?': text,
      'organization?': text,
      'renewals?': oneOf('inAdvance', 'ask'),
      'acceptOutage?': flag,
    }),
    notes: list(
      shape({
        code: text,
        field: text,
        severity: oneOf('warning', 'info'),
        text,
        mend: text,
      }),
    ),
  }),
  CertificateAuthorityChoices: shape({
    authorities: list(
      shape({
        name: text,
        'title?': text,
        provider: text,
        keys: list(keyType),
        defaultKey: keyType,
        validity: shape({ default: count, min: count, max: count }),
        'unfit?': text,
        'why?': text,
        'root?': text,
      }),
    ),
    clusters: list(
      shape({
        name: text,
        'title?': text,
        clusterId: text,
        namespace: text,
        source,
        'ends?': time,
        'proxies?': count,
        'machines?': count,
        'why?': text,
        ways: {
          type: 'object',
          additionalProperties: list(ref('CaWay')),
        },
      }),
    ),
    unknown,
  }),
};

/** Schemas of certificate authorities. */
export const certificateSchemas = { ...rootChanges, ...views, ...choices };
