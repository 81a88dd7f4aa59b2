import { act, renderHook } from '@testing-library/react';
import { ResponseError } from '@backstage/errors';
import { MeshAnswer, MeshNudge } from '@meshport/backstage-plugin-mesh-common';
import { answer, fresh, syncing } from '../__testUtils__/answers';
import {
  BEHIND_MS,
  FAILED_REFRESH_MS,
  LoadAnswer,
  NUDGE_SPREAD_MS,
  REFRESH_MS,
  REFRESH_SPREAD_MS,
  SETTLE_MS,
  SYNCING_REFRESH_MS,
  TIMEOUT_MS,
  useMeshAnswer,
} from './useMeshAnswer';

const forbidden = Object.assign(new Error('no'), { name: 'NotAllowedError' });

function loader() {
  return jest.fn<Promise<MeshAnswer<number>>, [AbortSignal]>(async () =>
    answer([1]),
  );
}

async function pass(milliseconds: number) {
  await act(async () => {
    await jest.advanceTimersByTimeAsync(milliseconds);
  });
}

function setVisible(visible: boolean) {
  jest
    .spyOn(document, 'visibilityState', 'get')
    .mockReturnValue(visible ? 'visible' : 'hidden');
}

describe('useMeshAnswer', () => {
  beforeEach(() => {
    jest.useFakeTimers();
    setVisible(true);
  });
  afterEach(() => {
    jest.useRealTimers();
    jest.restoreAllMocks();
  });

  it('reads at once and again within a minute', async () => {
    const load = loader();
    const { result } = renderHook(() => useMeshAnswer(load));
    expect(result.current.answer).toBeUndefined();
    await pass(0);
    expect(result.current.answer?.items).toEqual([1]);

    load.mockResolvedValue(answer([1, 2]));
    await pass(REFRESH_MS - REFRESH_SPREAD_MS - 1);
    expect(load).toHaveBeenCalledTimes(1);
    await pass(REFRESH_SPREAD_MS + 1);
    expect(result.current.answer?.items).toEqual([1, 2]);
  });

  it('reads sooner while a cluster is read for the first time', async () => {
    const load = loader().mockResolvedValue(answer([], [syncing('east')]));
    renderHook(() => useMeshAnswer(load));
    await pass(0);
    await pass(SYNCING_REFRESH_MS);
    expect(load).toHaveBeenCalledTimes(2);
  });

  describe('when it is nudged', () => {
    const listeners = new Set<(nudge: MeshNudge) => void>();
    const nudges = (onNudge: (nudge: MeshNudge) => void) => {
      listeners.add(onNudge);
      return () => listeners.delete(onNudge);
    };
    const shown = {
      ...answer([1], [fresh('east')]),
      revision: 'east=Pd:5.Se:1',
    };

    function nudge(cluster: string, ...kinds: string[]) {
      act(() =>
        listeners.forEach(tell =>
          tell({ cluster, kinds, revision: `${cluster}=Pd:9` }),
        ),
      );
    }

    beforeEach(() => listeners.clear());

    it('reads soon, and shows the old answer meanwhile', async () => {
      const load = loader().mockResolvedValue(shown);
      const { result } = renderHook(() => useMeshAnswer(load, nudges));
      await pass(0);
      load.mockResolvedValue(answer([2], [fresh('east')]));
      nudge('east', 'Pod');
      expect(result.current.answer).toBe(shown);
      await pass(NUDGE_SPREAD_MS);
      expect(result.current.answer?.items).toEqual([2]);
    });

    it('reads once for several nudges at a time', async () => {
      const load = loader().mockResolvedValue(shown);
      renderHook(() => useMeshAnswer(load, nudges));
      await pass(0);
      nudge('east', 'Pod');
      nudge('east', 'Service');
      nudge('east');
      await pass(5 * NUDGE_SPREAD_MS);
      expect(load).toHaveBeenCalledTimes(2);
    });

    it.each([
      ['another cluster', 'west', 'Pod'],
      ['kinds that it was not made from', 'east', 'Gateway'],
    ])('does not read for %s', async (_, cluster, kind) => {
      const load = loader().mockResolvedValue(shown);
      renderHook(() => useMeshAnswer(load, nudges));
      await pass(0);
      nudge(cluster, kind);
      await pass(5 * NUDGE_SPREAD_MS);
      expect(load).toHaveBeenCalledTimes(1);
    });

    it('reads again when the nudge comes during a read', async () => {
      let reply: (value: MeshAnswer<number>) => void = () => {};
      const load = loader().mockReturnValueOnce(
        new Promise(resolve => {
          reply = resolve;
        }),
      );
      load.mockResolvedValue(answer([2]));
      const { result } = renderHook(() => useMeshAnswer(load, nudges));
      nudge('east', 'Pod');
      await pass(NUDGE_SPREAD_MS);
      expect(load).toHaveBeenCalledTimes(1);
      await act(async () => reply(shown));
      await pass(1);
      expect(result.current.answer?.items).toEqual([2]);
    });

    it('does not read while hidden, but once it is seen again', async () => {
      const load = loader().mockResolvedValue(shown);
      renderHook(() => useMeshAnswer(load, nudges));
      await pass(0);
      setVisible(false);
      nudge('east', 'Pod');
      await pass(NUDGE_SPREAD_MS);
      expect(load).toHaveBeenCalledTimes(1);
      setVisible(true);
      act(() => {
        document.dispatchEvent(new Event('visibilitychange'));
      });
      await pass(0);
      expect(load).toHaveBeenCalledTimes(2);
    });

    it('reads soon again, for what changed while it was connecting, and then within a minute though nobody nudges', async () => {
      const load = loader().mockResolvedValue(shown);
      renderHook(() => useMeshAnswer(load, nudges));
      await pass(0);
      await pass(SETTLE_MS);
      expect(load).toHaveBeenCalledTimes(2);
      await pass(REFRESH_MS - REFRESH_SPREAD_MS - 1);
      expect(load).toHaveBeenCalledTimes(2);
      await pass(REFRESH_SPREAD_MS + 1);
      expect(load).toHaveBeenCalledTimes(3);
    });

    it('listens no longer when it is gone', () => {
      const { unmount } = renderHook(() => useMeshAnswer(loader(), nudges));
      expect(listeners.size).toBe(1);
      unmount();
      expect(listeners.size).toBe(0);
    });
  });

  it('keeps what it shows when a replica is behind, and asks again soon', async () => {
    const behind = await ResponseError.fromResponse(
      Response.json(
        { error: { name: 'ServiceUnavailableError', message: 'not yet' } },
        { status: 503, headers: { 'Retry-After': '2' } },
      ),
    );
    const load = loader();
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(0);
    load.mockRejectedValue(behind);
    act(() => result.current.retry());
    await pass(0);
    expect(result.current.error).toBeUndefined();
    expect(result.current.answer?.items).toEqual([1]);
    await pass(2_000);
    expect(load).toHaveBeenCalledTimes(3);
    // It does not hide for ever that nothing new comes.
    await pass(REFRESH_MS);
    expect(result.current.error).toBe(behind);
    expect(result.current.answer?.items).toEqual([1]);
  });

  it('goes on loading when a replica is behind at first, but not for long', async () => {
    const behind = await ResponseError.fromResponse(
      Response.json({}, { status: 503, headers: { 'Retry-After': '2' } }),
    );
    const load = loader().mockRejectedValue(behind);
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(BEHIND_MS - 1_000);
    expect(result.current.error).toBeUndefined();
    expect(load.mock.calls.length).toBeGreaterThan(3);
    await pass(3_000);
    expect(result.current.error).toBe(behind);
  });

  it('rests while the page is hidden, and reads when it is seen again', async () => {
    const load = loader();
    renderHook(() => useMeshAnswer(load));
    await pass(0);
    setVisible(false);
    await pass(10 * REFRESH_MS);
    expect(load).toHaveBeenCalledTimes(1);

    setVisible(true);
    act(() => {
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it.each(['focus', 'online'])('reads on %s', async event => {
    const load = loader();
    renderHook(() => useMeshAnswer(load));
    await pass(0);
    act(() => {
      window.dispatchEvent(new Event(event));
    });
    await pass(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps the last answer when a refresh fails', async () => {
    const load = loader();
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(0);
    load.mockRejectedValue(new Error('down'));
    await pass(REFRESH_MS);
    expect(result.current.answer?.items).toEqual([1]);
    expect(result.current.error?.message).toBe('down');

    load.mockResolvedValue(answer([2]));
    await pass(FAILED_REFRESH_MS);
    expect(result.current.answer?.items).toEqual([2]);
    expect(result.current.error).toBeUndefined();
  });

  it('drops what the reader may no longer see', async () => {
    const load = loader();
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(0);
    load.mockRejectedValue(forbidden);
    await pass(REFRESH_MS);
    expect(result.current.answer).toBeUndefined();
    expect(result.current.error).toBe(forbidden);
  });

  it('gives up on a read without an answer', async () => {
    const load = loader().mockImplementation(
      signal =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    );
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(TIMEOUT_MS);
    expect(result.current.error?.message).toBe('no answer within 30 seconds');
  });

  it('reads at once on retry', async () => {
    const load = loader().mockRejectedValueOnce(new Error('down'));
    const { result } = renderHook(() => useMeshAnswer(load));
    await pass(0);
    act(() => result.current.retry());
    expect(result.current.retrying).toBe(true);
    await pass(0);
    expect(result.current.retrying).toBe(false);
    expect(result.current.answer?.items).toEqual([1]);
  });

  it('starts anew, without the old answer, for something else', async () => {
    const first = loader();
    const second = loader().mockReturnValue(new Promise(() => {}));
    const { result, rerender } = renderHook(
      ({ load }: { load: LoadAnswer<number> }) => useMeshAnswer(load),
      { initialProps: { load: first as LoadAnswer<number> } },
    );
    await pass(0);
    rerender({ load: second });
    expect(result.current.answer).toBeUndefined();
  });

  it('aborts and stops when it is no longer shown', async () => {
    const load = loader().mockReturnValue(new Promise(() => {}));
    const { unmount } = renderHook(() => useMeshAnswer(load));
    unmount();
    expect(load.mock.calls[0][0].aborted).toBe(true);
    await pass(10 * REFRESH_MS);
    expect(load).toHaveBeenCalledTimes(1);
  });
});
