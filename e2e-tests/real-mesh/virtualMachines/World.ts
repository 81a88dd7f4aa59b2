import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { SidecarPackage } from '../../machine/sidecarPackage';
import { eventually } from '../../support/eventually';
import { expect } from '../../support/expect';
import { People, startPortal } from '../portal';
import { Situation } from '../situation';
import { CA_FILE, FreshMachine } from './FreshMachine';
import { Front } from './Front';
import { istioPackage } from './istioPackage';
import { NAMESPACE, Onboarding } from './Onboarding';

const ROLES = join(__dirname, '../../../docs/rbac');
/** What is bound a namespace at a time. */
const FILES = ['write.yaml', 'retire.yaml', 'virtual-machines.yaml'];
/** The service accounts of the machines that join. */
const ACCOUNTS = ['stars-vm', 'stars-by-hand', 'stars-late'];

/** What all parts of the journey use. */
export interface World extends Situation {
  front: Front;
  sidecar: SidecarPackage;
  /** What joined by the code, once it did, and for which request. */
  machine?: FreshMachine;
  asked?: Onboarding;
  /** What the portal of this journey writes. */
  portalLog: string;
}

/** The published roles, for the namespace and the accounts of this journey. */
function roles(): object[] {
  return FILES.flatMap(name =>
    parseAllDocuments(readFileSync(join(ROLES, name), 'utf8')),
  )
    .map(one => JSON.stringify(one.toJS()))
    .filter(text => text.includes('"namespace":"bookinfo"'))
    .map(text =>
      JSON.parse(
        text
          .replace(/"namespace":"bookinfo"/g, `"namespace":"${NAMESPACE}"`)
          .replace(/\["ratings-vm"\]/g, JSON.stringify(ACCOUNTS)),
      ),
    );
}

export async function prepareWorld(situation: Situation): Promise<World> {
  const { mesh, kubectl, cleanUp } = situation;
  const work = join(situation.work, 'virtual-machines');
  mkdirSync(work);
  await kubectl.run('apply', '-f', join(__dirname, 'world.yaml'));
  cleanUp.add(() =>
    kubectl.run('delete', 'namespace', NAMESPACE, '--wait=false'),
  );
  await kubectl.apply({ apiVersion: 'v1', kind: 'List', items: roles() });
  const sidecar = await istioPackage(mesh, join(work, 'package'));
  const gateway = mesh.addresses.machine(1);
  const front = await Front.start(gateway, work, sidecar, cleanUp);
  const folder = join(work, 'portal');
  const people: People = await startPortal(
    folder,
    [
      {
        name: 'east',
        kubeconfig: {
          file: join(situation.work, 'meshport.kubeconfig'),
          context: 'east',
        },
      },
    ],
    cleanUp,
    undefined,
    {
      virtualMachines: {
        portalUrl: front.url,
        caFile: CA_FILE,
        packages: [
          {
            version: '1.31-dev',
            format: sidecar.format,
            arch: sidecar.arch,
            url: `${front.url}/istio-sidecar.deb`,
            sha256: sidecar.sha256,
          },
        ],
      },
    },
  );
  front.portal = people.developer.url;
  await eventually(60, async () => {
    const { items } = await kubectl.json('pods', '-n', NAMESPACE);
    expect(
      items.length === 2 &&
        items.every((pod: any) =>
          pod.status.containerStatuses?.every((one: any) => one.ready),
        ),
      'the pods are ready',
      items.map((pod: any) => pod.status.phase),
    );
  });
  return {
    ...situation,
    people,
    work,
    front,
    sidecar,
    portalLog: join(folder, 'log'),
  };
}
