import { Agent } from 'undici';
import { median } from '../frame/statistics';
import { applicationName } from '../processes/applications';
import { judgedKinds } from '../processes/judgedKinds';
import { ServedCluster } from '../processes/Portal';

function paths(): string[] {
  const { objectTypes, customResources } = judgedKinds();
  return [
    ...objectTypes.map(plural => `/api/v1/${plural}`),
    ...customResources.map(
      ({ group, apiVersion, plural }) =>
        `/apis/${group}/${apiVersion}/${plural}`,
    ),
  ];
}

/**
 * How long the API itself takes for what the kubernetes plugin asks of it for
 * an application: the part of the peer's time that is not the peer's.
 *
 * @returns milliseconds, the median of 20 times
 */
export async function timeOfPlainSelection(
  { url, caPem, adminToken }: ServedCluster,
  application: number,
): Promise<number> {
  const agent = new Agent({ connect: { ca: caPem } });
  const selector = encodeURIComponent(
    `backstage.io/kubernetes-id=${applicationName(application)}`,
  );
  const times: number[] = [];
  try {
    for (let time = 0; time < 23; time += 1) {
      const began = performance.now();
      await Promise.all(
        paths().map(async path => {
          const { body } = await agent.request({
            origin: url,
            path: `${path}?labelSelector=${selector}`,
            method: 'GET',
            headers: { authorization: `Bearer ${adminToken}` },
          });
          return body.json();
        }),
      );
      times.push(performance.now() - began);
    }
  } finally {
    await agent.destroy();
  }
  // The first few open the connections.
  return median(times.slice(3));
}
