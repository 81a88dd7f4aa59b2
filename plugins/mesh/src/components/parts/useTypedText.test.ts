import { act, renderHook } from '@testing-library/react';
import { useTypedText } from './useTypedText';

describe('useTypedText', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const start = (address: string) => {
    const onChange = jest.fn();
    const { result, rerender } = renderHook(
      (props: { address: string }) => useTypedText(props.address, onChange),
      { initialProps: { address } },
    );
    return {
      onChange,
      rerender,
      text: () => result.current[0],
      type: (text: string) => act(() => result.current[1](text)),
      wait: () => act(async () => jest.advanceTimersByTime(1000)),
    };
  };

  it('tells the address after a pause, once', async () => {
    const { type, wait, onChange } = start('');
    type('a');
    type('ab');
    expect(onChange).not.toHaveBeenCalled();
    await wait();
    expect(onChange.mock.calls).toEqual([['ab']]);
  });

  it('keeps what is typed while the address catches up', async () => {
    const { type, wait, rerender, text, onChange } = start('');
    type('ab');
    await wait();
    type('abc');
    rerender({ address: 'ab' });
    expect(text()).toBe('abc');
    await wait();
    expect(onChange).toHaveBeenLastCalledWith('abc');
  });

  it('takes over what somebody else put into the address', async () => {
    const { rerender, text, wait, onChange } = start('old');
    rerender({ address: 'new' });
    expect(text()).toBe('new');
    await wait();
    expect(onChange).not.toHaveBeenCalled();
  });
});
