import {
  MeshRequest,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { minutesAgo } from './answers';

/** A request as lists show it. */
export function request(partial: Partial<MeshRequest> = {}): MeshRequest {
  return {
    id: 'e7c1',
    kind: 'egress-gateway',
    title: 'Egress gateway httpbin-out in bookinfo',
    status: 'requested',
    delivery: 'apply',
    targets: [{ cluster: 'east', namespace: 'bookinfo', owners: [] }],
    requester: 'user:default/dana',
    lastEditor: 'user:default/dana',
    beneficiary: 'component:default/ratings',
    contentHash: 'a1b2c3d4e5f60718',
    createdAt: minutesAgo(5),
    updatedAt: minutesAgo(5),
    ...partial,
  };
}

/** The same with all that its page shows. */
export function requestDetail(
  partial: Partial<MeshRequestDetail> = {},
): MeshRequestDetail {
  const summary = request(partial);
  const manifest = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'ServiceEntry',
    metadata: { name: 'httpbin', namespace: 'bookinfo' },
    spec: { hosts: ['httpbin.example.org'] },
  };
  const object = {
    apiVersion: manifest.apiVersion,
    kind: manifest.kind,
    cluster: 'east',
    namespace: 'bookinfo',
    name: 'httpbin',
  };
  return {
    ...summary,
    plan: {
      formatVersion: 1,
      kind: summary.kind,
      title: summary.title,
      renderer: { name: 'egress-gateway', version: '1' },
      delivery: 'apply',
      targets: [{ cluster: 'east', namespace: 'bookinfo' }],
      parameters: {},
      objects: [
        { cluster: 'east', manifest },
        {
          cluster: 'east',
          manifest: {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'httpbin-out', namespace: 'bookinfo' },
          },
        },
      ],
      placeholders: [],
      statements: [],
    },
    diff: [
      { object, outcome: 'created', changes: [] },
      {
        object: { ...object, kind: 'Service', name: 'httpbin-out' },
        outcome: 'changed',
        changes: [{ path: '/spec/ports/0/port', before: 80, after: 443 }],
      },
    ],
    findings: [],
    approval: {
      needed: true,
      explanation: 'Policy egress wants an approval of team-platform.',
      demands: [
        { policy: 'egress', approverGroups: ['group:default/team-platform'] },
      ],
      beneficiaryMustAgree: false,
    },
    history: [
      {
        sequence: 1,
        type: 'requested',
        status: 'requested',
        at: minutesAgo(5),
        actor: { type: 'user', entityRef: 'user:default/dana' },
        reason: 'For the new payment provider.',
        contentHash: summary.contentHash,
      },
    ],
    nextStep: {
      text: 'It waits for an approval.',
      waitingFor: ['group:default/team-platform'],
    },
    allowedActions: [],
    ...partial,
  };
}
