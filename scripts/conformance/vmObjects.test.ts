import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { DevClusters, startDevClusters } from '@meshport/dev-cluster';
import { Agent, request } from 'undici';
import { keptObjects, pathOf } from './vmObjects';

let clusters: DevClusters;
let agent: Agent;

before(async () => {
  clusters = await startDevClusters({
    clusters: [
      {
        name: 'east',
        stored: ['bookinfo', 'istio-system', 'shop'].map(name => ({
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name },
        })),
      },
    ],
  });
  agent = new Agent({ connect: { ca: clusters.clusters.east.caPem } });
});
after(async () => {
  await agent.close();
  await clusters.stop();
});

async function refusalOf(object: any): Promise<string | undefined> {
  const { url, adminToken } = clusters.clusters.east;
  const { statusCode, body } = await request(
    `${url}${pathOf(
      object,
    )}?fieldManager=meshport&fieldValidation=Strict&dryRun=All`,
    {
      dispatcher: agent,
      method: 'PATCH',
      headers: {
        authorization: `Bearer ${adminToken}`,
        'content-type': 'application/apply-patch+yaml',
      },
      body: JSON.stringify(object),
    },
  );
  const answer = await body.text();
  return [200, 201].includes(statusCode)
    ? undefined
    : `${statusCode}: ${answer}`;
}

for (const { file, objects } of keptObjects()) {
  test(`a cluster with Istio's schemas takes the objects of ${file}`, async () => {
    assert.ok(objects.length > 0);
    for (const object of objects) {
      assert.equal(await refusalOf(object), undefined);
    }
  });
}
