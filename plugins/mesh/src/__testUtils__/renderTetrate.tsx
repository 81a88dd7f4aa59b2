import { ComponentType, ReactElement, useState } from 'react';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  MeshApi,
  MeshTetrateApi,
  TetrateOnboardingAnswer,
} from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef, meshTetrateApiRef } from '../api';
import { templateRouteRef } from '../routes';
import { answer, fresh } from './answers';

const TEMPLATE = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'vm-onboarding-tetrate', namespace: 'default' },
};

/** A cluster where onboarding is on, with one broad rule and one machine. */
export function onboarding(
  more: Partial<TetrateOnboardingAnswer> = {},
): TetrateOnboardingAnswer {
  return {
    cluster: 'east',
    installed: true,
    planes: [
      {
        name: 'controlplane',
        namespace: 'istio-system',
        enabled: true,
        hosts: ['onboarding.example.org'],
        secretName: 'tls',
        localRepository: false,
        issuers: [{ issuer: 'https://id.example.org', shortName: 'id' }],
        gateway: '203.0.113.80',
        workloads: [{ name: 'vmgateway', available: true }],
        certificateEnds: '2027-01-01T00:00:00Z',
        findings: [],
        packages: [],
      },
    ],
    endpoints: ['onboarding.example.org'],
    issuers: ['https://id.example.org'],
    joiners: [
      {
        policy: { namespace: 'bookinfo', name: 'everybody' },
        rule: 0,
        who: 'EC2 instances of account 123456789012',
        broad: {
          message: 'Every EC2 instance of account 123456789012 can join.',
          mend: 'Name the IAM roles.',
        },
        groups: [
          { namespace: 'bookinfo', name: 'ratings', serviceAccount: 'web' },
        ],
        everyGroup: true,
      },
    ],
    groups: [],
    machines: [
      {
        namespace: 'bookinfo',
        name: 'ratings-1',
        group: 'ratings',
        identity: 'EC2 instance i-1 of account 123456789012',
        addresses: ['10.0.0.4'],
        connected: false,
      },
    ],
    certificateIssuers: [],
    revisions: ['canary'],
    notKnown: [],
    asOf: '2026-11-22T00:00:00Z',
    ...more,
  };
}

/** Shows something that asks the backend about Tetrate's onboarding. */
export function renderWithTetrate(
  element: ReactElement,
  tetrate: Partial<MeshTetrateApi>,
) {
  return renderInTestApp(element, {
    initialRouteEntries: ['/'],
    apis: [
      [
        meshApiRef,
        {
          getClusters: async () =>
            answer([{ name: 'east', writable: true }], [fresh('east')]),
        } as unknown as MeshApi,
      ],
      [meshTetrateApiRef, tetrate as MeshTetrateApi],
      [catalogApiRef, catalogApiMock({ entities: [TEMPLATE] })],
    ],
    mountedRoutes: {
      '/create/templates/:namespace/:templateName': templateRouteRef as never,
    },
  });
}

/** Shows a form field; returns what gives its value as it is now. */
export function renderTetrateField(
  Field: ComponentType<any>,
  value: unknown,
  tetrate: Partial<MeshTetrateApi> = {
    getOnboarding: async () => onboarding(),
  },
): () => any {
  let current = value;
  function Holder() {
    const [known, setKnown] = useState(value);
    current = known;
    return (
      <Field
        schema={{}}
        uiSchema={{}}
        rawErrors={[]}
        formData={known}
        onChange={setKnown}
        formContext={{ formData: { cluster: 'east' } }}
      />
    );
  }
  renderWithTetrate(<Holder />, tetrate);
  return () => current;
}
