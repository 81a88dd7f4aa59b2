import { act, renderHook, waitFor } from '@testing-library/react';
import { MeshNudge } from '@meshport/backstage-plugin-mesh-common';
import { useRead } from './useRead';

const HOUR = () => 3_600_000;

/** A reader of `{ clusters, reads }`, and how to nudge it. */
function startReading(clusters: { name: string }[]) {
  let tell: (nudge: MeshNudge) => void = () => {};
  let reads = 0;
  const ended = jest.fn();
  const load = async () => {
    reads += 1;
    return { clusters, reads };
  };
  const nudges = (onNudge: (nudge: MeshNudge) => void) => {
    tell = onNudge;
    return ended;
  };
  const hook = renderHook(() => useRead(load, HOUR, nudges));
  return {
    ...hook,
    ended,
    reads: () => reads,
    nudge: (cluster: string) =>
      act(async () => tell({ cluster, kinds: ['Pod'], revision: '' })),
  };
}

describe('useRead', () => {
  it('reads again when a nudge concerns what is shown', async () => {
    const { result, nudge, reads } = startReading([{ name: 'east' }]);
    await waitFor(() => expect(result.current.value?.reads).toBe(1));
    await nudge('east');
    await waitFor(() => expect(result.current.value?.reads).toBe(2));
    expect(reads()).toBe(2);
  });

  it('passes over nudges about other clusters, and shows what it has meanwhile', async () => {
    const { result, nudge, reads } = startReading([{ name: 'east' }]);
    await waitFor(() => expect(result.current.value?.reads).toBe(1));
    await nudge('west');
    await nudge('east');
    expect(result.current.value?.reads).toBe(1);
    await waitFor(() => expect(result.current.value?.reads).toBe(2));
    expect(reads()).toBe(2);
  });

  it('listens no more once it is gone', async () => {
    const { result, ended, unmount } = startReading([]);
    await waitFor(() => expect(result.current.value).toBeDefined());
    unmount();
    expect(ended).toHaveBeenCalled();
  });
});
