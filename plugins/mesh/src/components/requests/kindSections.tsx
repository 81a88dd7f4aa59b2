import { ComponentType } from 'react';
import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { JoiningSections } from '../virtual-machines/joining/JoiningSections';

/** What the page of a request shows for its kind, before its plan. */
const SECTIONS: Record<
  string,
  ComponentType<{ request: MeshRequestDetail }>
> = {
  'vm-onboarding': JoiningSections,
};

/** The parts of a request's page that only its kind has. */
export function KindSections({ request }: { request: MeshRequestDetail }) {
  const Sections = SECTIONS[request.kind];
  return Sections ? <Sections request={request} /> : null;
}
