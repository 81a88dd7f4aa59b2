import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { setTimeout as pause } from 'timers/promises';

const STILL_MOVING = ['approved', 'provisioning'];
const PAUSE_MS = 2_000;

/**
 * Reads a request until it is ready, stopped, or waits for somebody, at most
 * for so many seconds; answers with how it stands then.
 */
export async function waitUntilReady(
  request: MeshRequestDetail,
  options: {
    seconds: number;
    read: () => Promise<MeshRequestDetail>;
    signal?: AbortSignal;
    pauseMs?: number;
  },
): Promise<MeshRequestDetail> {
  const { seconds, read, signal, pauseMs = PAUSE_MS } = options;
  const end = Date.now() + seconds * 1000;
  let latest = request;
  while (STILL_MOVING.includes(latest.status) && Date.now() < end) {
    await pause(Math.min(pauseMs, Math.max(0, end - Date.now())), undefined, {
      signal,
    });
    latest = await read();
  }
  return latest;
}
