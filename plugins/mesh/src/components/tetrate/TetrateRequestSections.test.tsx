import { screen } from '@testing-library/react';
import {
  MeshRequestDetail,
  TetrateFiles,
} from '@meshport/backstage-plugin-mesh-common';
import {
  onboarding,
  renderWithTetrate,
} from '../../__testUtils__/renderTetrate';
import { TetrateRequestSections } from './TetrateRequestSections';

const request = (status: string) =>
  ({
    id: 'r-1',
    kind: 'vm-onboarding-tetrate',
    status,
    contentHash: 'a1',
    plan: {
      parameters: {
        cluster: 'east',
        onboarding: { machines: { name: 'ratings', namespace: 'bookinfo' } },
      },
    },
  } as unknown as MeshRequestDetail);

const FILES: TetrateFiles = {
  script: 'echo join',
  cloudInit: '',
  ansible: '',
  files: [],
  packages: [],
  uninstallLine: 'sh join.sh --uninstall',
} as unknown as TetrateFiles;

const show = (status: string, machines: any[]) =>
  renderWithTetrate(<TetrateRequestSections request={request(status)} />, {
    getFiles: async () => FILES,
    getOnboarding: async () => ({ ...onboarding(), machines }),
  });

describe('the page of a request for machines by Tetrate', () => {
  it('says what is likely while nothing arrives', async () => {
    await show('provisioning', []);
    expect(await screen.findByText('No machine has joined yet.')).toBeVisible();
    expect(
      screen.getByText(/none of its rules names the identity/),
    ).toBeVisible();
    expect(screen.getByText(/ports 443, 15443 and 15012/)).toBeVisible();
  });

  it('says nothing of the kind once a machine is there', async () => {
    const machine = onboarding().machines[0];
    await show('provisioning', [
      { ...machine, namespace: 'bookinfo', group: 'ratings' },
    ]);
    expect(await screen.findByText(machine.name)).toBeVisible();
    expect(
      screen.queryByText(/none of its rules names the identity/),
    ).not.toBeInTheDocument();
  });

  it('lets nobody in before it is approved', async () => {
    await show('requested', []);
    expect(
      await screen.findByText(/let in only when the request is approved/),
    ).toBeVisible();
    expect(
      screen.queryByText('No machine has joined yet.'),
    ).not.toBeInTheDocument();
  });
});
