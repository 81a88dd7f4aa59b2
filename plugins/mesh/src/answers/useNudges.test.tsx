import { PropsWithChildren } from 'react';
import { renderHook } from '@testing-library/react';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { MeshApi } from '@meshport/backstage-plugin-mesh-common';
import { meshApiRef } from '../api';
import { useNudges } from './useNudges';

function render(signals?: object) {
  const api = { noteRevision: jest.fn() };
  const apis = [
    [meshApiRef, api as unknown as MeshApi],
    ...(signals ? [[signalApiRef, signals]] : []),
  ] as any;
  const { result } = renderHook(() => useNudges(), {
    wrapper: ({ children }: PropsWithChildren<{}>) => (
      <TestApiProvider apis={apis}>{children}</TestApiProvider>
    ),
  });
  return { nudges: result.current, api };
}

describe('useNudges', () => {
  it('is nothing in an app without signals', () => {
    expect(render().nudges).toBeUndefined();
  });

  it('passes nudges on, and their revision to the client', () => {
    let send: (message: unknown) => void = () => {};
    const unsubscribe = jest.fn();
    const subscribe = jest.fn((_: string, onMessage: typeof send) => {
      send = onMessage;
      return { unsubscribe };
    });
    const { nudges, api } = render({ subscribe });
    const onNudge = jest.fn();
    const stop = nudges!(onNudge);
    expect(subscribe).toHaveBeenCalledWith('mesh', expect.anything());
    const nudge = { cluster: 'east', kinds: ['Pod'], revision: 'east=Pd:9' };
    send(nudge);
    send({ something: 'else' });
    send(null);
    expect(onNudge.mock.calls).toEqual([[nudge]]);
    expect(api.noteRevision.mock.calls).toEqual([['east=Pd:9']]);
    const other = jest.fn();
    const stopOther = nudges!(other);
    expect(subscribe).toHaveBeenCalledTimes(1);
    stop();
    send(nudge);
    expect(onNudge).toHaveBeenCalledTimes(1);
    expect(other.mock.calls).toEqual([[nudge]]);
    expect(unsubscribe).not.toHaveBeenCalled();
    stopOther();
    expect(unsubscribe).toHaveBeenCalledTimes(1);
    nudges!(other)();
    expect(subscribe).toHaveBeenCalledTimes(2);
  });
});
