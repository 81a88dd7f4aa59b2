import { createHash } from 'crypto';
import request from 'supertest';
import { mockCredentials } from '@backstage/backend-test-utils';
import { eventually } from '../../../__testUtils__/devMesh';
import {
  RequestBackend,
  startRequestBackend,
} from '../../../requests/__testUtils__/startRequestBackend';
import { CONTROL_PLANE, ISTIO_VERSION } from '../../__testUtils__/controlPlane';

export const ann = 'user:default/ann';
export const bob = 'user:default/bob';

/** What the configuration of the backend says unless told otherwise. */
export const ENROLMENT = {
  portalUrl: 'https://portal.example.com',
  tries: { perSource: 1000, perCode: 1000 },
  packages: [
    {
      version: ISTIO_VERSION,
      format: 'deb',
      arch: 'amd64',
      url: 'https://packages.example.com/istio-sidecar.deb',
      sha256: createHash('sha256').update('a package').digest('hex'),
    },
  ],
};

/** What a machine sends beside code and request. */
export const MACHINE = {
  hostname: 'vm-01.example.com',
  address: '10.0.0.7',
  format: 'deb',
  arch: 'amd64',
};

/** A backend whose policy has bob approve virtual machines. */
export async function startEnrolling(
  options: {
    virtualMachines?: object;
  } & Omit<
    NonNullable<Parameters<typeof startRequestBackend>[0]>,
    'config'
  > = {},
): Promise<RequestBackend> {
  const { virtualMachines, ...rest } = options;
  const backend = await startRequestBackend({
    policies: [
      {
        name: 'machines',
        kinds: ['vm-onboarding'],
        approval: 'required',
        approverGroups: ['platform'],
      },
    ],
    objects: CONTROL_PLANE,
    ...rest,
    config: {
      mesh: { virtualMachines: { ...ENROLMENT, ...virtualMachines } },
    },
  });
  await backend.judged();
  return backend;
}

let count = 0;

/** A request that is approved and whose objects are in the cluster. */
export async function prepared(
  backend: RequestBackend,
  machines: object = {},
): Promise<{ id: string; group: string; contentHash: string }> {
  count += 1;
  const group = `vm-${count}`;
  const { body, message } = await backend.call('post', '/requests', {
    as: ann,
    body: {
      kind: 'vm-onboarding',
      parameters: {
        cluster: 'east',
        machines: {
          name: group,
          namespace: 'bookinfo',
          ports: [{ name: 'http', number: 9080 }],
          ...machines,
        },
      },
    },
  });
  expect(message).toBe('');
  const { id, contentHash } = body;
  if (body.status === 'requested') {
    const approved = await backend.call('post', `/requests/${id}/approve`, {
      as: bob,
      body: { contentHash },
    });
    expect(approved.message).toBe('');
  }
  await eventually(async () => {
    await backend.ring();
    const { body: now } = await backend.call('get', `/requests/${id}`);
    expect(now.history.map((one: any) => one.type)).toContain('applied');
  }, 30_000);
  return { id, group, contentHash };
}

/** Makes a code as ann. */
export async function makeCode(
  backend: RequestBackend,
  id: string,
  body: object = {},
): Promise<any> {
  const answer = await backend.call('post', `/requests/${id}/enrolment-codes`, {
    as: ann,
    body,
  });
  expect([answer.status, answer.message]).toEqual([201, '']);
  return answer.body;
}

/** Redeems as a machine does: without a login. */
export async function redeem(
  backend: RequestBackend,
  form: Record<string, string>,
): Promise<{
  status: number;
  headers: Record<string, string>;
  raw: Buffer;
  text: string;
}> {
  const { status, headers, body } = await request(
    `http://127.0.0.1:${backend.port}`,
  )
    .post('/api/mesh/enrol/redeem')
    .set('Authorization', mockCredentials.none.header())
    .type('form')
    .buffer(true)
    .parse((res, done) => {
      const chunks: Buffer[] = [];
      res.on('data', chunk => chunks.push(chunk));
      res.on('end', () => done(null, Buffer.concat(chunks)));
    })
    .send({ ...MACHINE, ...form });
  return { status, headers, raw: body, text: body.toString() };
}
