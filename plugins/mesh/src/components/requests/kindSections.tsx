import { ComponentType } from 'react';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import {
  IssuanceSection,
  RootChangeRequestSection,
} from '../certificates/CertificateRequestSections';
import { TetrateRequestSections } from '../tetrate/TetrateRequestSections';
import { JoiningSections } from '../virtual-machines/joining/JoiningSections';

/** What the page of a request shows for its kind, before its plan. */
const SECTIONS: Record<
  string,
  ComponentType<{ request: MeshRequestDetail }>
> = {
  'certificate-authority-issue': IssuanceSection,
  'certificate-authority-renew': IssuanceSection,
  'certificate-authority-root-change': RootChangeRequestSection,
  'vm-onboarding': JoiningSections,
  'vm-onboarding-tetrate': TetrateRequestSections,
  'vm-onboarding-tetrate-broad': TetrateRequestSections,
};

/** The parts of a request's page that only its kind has. */
export function KindSections({ request }: { request: MeshRequestDetail }) {
  const Sections = SECTIONS[request.kind];
  return Sections ? <Sections request={request} /> : null;
}
