import { screen } from '@testing-library/react';
import {
  EnrolmentCodes,
  MachineProgress,
  MeshMachinesApi,
  MeshRequestDetail,
} from '@meshport/backstage-plugin-mesh-common';
import { minutesAgo } from './answers';
import { enrolmentCodes, machineProgress } from './machines';
import { renderRequests } from './renderRequests';
import { requestDetail } from './requests';

const LIVE = {
  at: minutesAgo(0),
  state: 'matches' as const,
  message: '',
  differences: [],
  findings: [],
};

/** Shows the page of a request for machines, as the backend answers it. */
export function renderJoining(
  options: {
    request?: Partial<MeshRequestDetail>;
    codes?: Partial<EnrolmentCodes>;
    progress?: MachineProgress;
    machines?: Partial<MeshMachinesApi>;
    create?: jest.Mock;
  } = {},
) {
  const { request, codes, progress, machines, create } = options;
  const listCodes = jest.fn(async () => enrolmentCodes(codes));
  const getProgress = jest.fn(async () => progress ?? machineProgress());
  renderRequests(
    '/mesh/requests/e7c1',
    {
      get: async () =>
        requestDetail({
          kind: 'vm-onboarding',
          status: 'provisioning',
          ...request,
        }),
      getLive: async () => LIVE,
      ...(create ? { create } : {}),
    },
    { listCodes, getProgress, ...machines },
  );
  return { listCodes, getProgress };
}

/** One part of the page, by its title. */
export const part = (name: string) => screen.findByRole('region', { name });
